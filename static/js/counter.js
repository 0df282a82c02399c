// At the counter: only the conditions of the chosen level, the suggested one offered, and what differs from the last
// time marked while it is typed. Comfort only: the server says the same without it.

const offering = document.querySelector("form[data-counter] select[name=offering]");
const condition = document.querySelector("form[data-counter] select[name=condition]");

const narrow = () => {
  const level = offering.selectedOptions[0]?.dataset.level;
  for (const group of condition.querySelectorAll("optgroup")) {
    group.hidden = group.disabled = Boolean(level) && group.label !== level;
  }
  if (condition.selectedOptions[0]?.closest("optgroup")?.disabled) condition.value = "";
};

if (offering && condition) {
  offering.addEventListener("change", () => {
    narrow();
    const suggested = offering.selectedOptions[0]?.dataset.condition;
    if (!condition.value && suggested) condition.value = suggested;
  });
  narrow();
}

for (const mark of document.querySelectorAll("[data-was]")) {
  const field = document.getElementById(mark.dataset.was);
  const compare = () => {
    mark.hidden = field.value.trim() === mark.dataset.last;
  };
  field?.addEventListener("input", compare);
  field?.addEventListener("change", compare);
}
