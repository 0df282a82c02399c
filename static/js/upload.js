// A file that is too large is told of before it is sent. Comfort only: the server says the same.
for (const input of document.querySelectorAll("input[type=file][data-most]")) {
  const most = Number(input.dataset.most);
  input.addEventListener("change", () => {
    const [file] = input.files;
    const size = (bytes) => Math.round(bytes / 1024 / 1024);
    const said = file && file.size > most ? `文件有 ${size(file.size)} MB，超过 ${size(most)} MB 的上限，请压缩或分成几个文件。` : "";
    input.setCustomValidity(said);
    input.reportValidity();
  });
  input.form?.addEventListener("submit", (event) => {
    if (input.validity.customError) {
      event.preventDefault();
      input.reportValidity();
    }
  });
}
