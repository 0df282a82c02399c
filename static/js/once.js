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

// After a refused form the list of errors is read first.
document.querySelector("[data-error-summary]")?.focus();
