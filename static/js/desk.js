// What only lists and decisions at the desk need.

// The bar at the foot of a list: how many rows are ticked, and all of the page at once.
for (const bar of document.querySelectorAll("[data-batch-bar]")) {
  const form = bar.closest("form");
  const boxes = form ? [...form.querySelectorAll("input[type=checkbox][name=chosen]")] : [];
  const all = bar.querySelector("[data-batch-all]");
  const count = bar.querySelector("[data-batch-count]");
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    count.textContent = `${ticked} / ${boxes.length}`;
    all.checked = boxes.length > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    for (const box of boxes) box.closest("tr")?.classList.toggle("row-chosen", box.checked);
  };
  bar.querySelector(".batch-bar-all").hidden = boxes.length === 0;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  form?.addEventListener("change", show);
  show();
}

// A decision with data-key="a" can be taken by that key, as long as nobody is typing.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});
