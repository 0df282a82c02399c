// What any page may need, for everybody: sent once, filtered, printed, handed on. Comfort only: pages work without it.

// A form marked data-once can't be sent twice by an impatient second click. The service refuses a second time anyway.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
});

// Coming back with the browser's own button shows the kept page: it may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
});

// After a refused form the list of errors is read first, unless the page itself leads to the field that is wrong.
if (!document.querySelector("[autofocus][aria-invalid=true]")) document.querySelector("[data-error-summary]")?.focus();

// A chosen value filters at once; typing still waits for Enter or the button. Empty fields stay out of the address.
for (const form of document.querySelectorAll("form[data-filter]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit();
  });
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) {
      if (value === "") event.formData.delete(name);
    }
  });
}

// Buttons that print the page appear only where script runs.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// What a file field is about to send: the photo itself, before it leaves the phone.
for (const input of document.querySelectorAll("input[type=file][data-preview]")) {
  const picture = document.getElementById(input.dataset.preview);
  input.addEventListener("change", () => {
    const [file] = input.files;
    if (!picture || !file || !file.type.startsWith("image/")) return;
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      picture.src = reader.result;
      picture.hidden = false;
    });
    reader.readAsDataURL(file);
  });
}

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
