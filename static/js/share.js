// Copying and handing on the address: buttons appear only where the browser can do it. Without script the address is text.
const told = document.querySelector("[data-copied]");

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  if (!field || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      if (told) told.textContent = "网址已复制。";
    } catch {
      if (told) told.textContent = "浏览器没有允许复制，网址已选中，请手动复制。";
    }
  });
}

for (const button of document.querySelectorAll("[data-share]")) {
  const field = document.getElementById(button.dataset.share);
  if (!field || !navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    // Closing the phone's own sheet without choosing is no error.
    navigator.share({ title: button.dataset.title, url: field.value }).catch(() => {});
  });
}
