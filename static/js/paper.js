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
