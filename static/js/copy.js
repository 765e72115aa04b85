// A button that copies a text field. On plain http the clipboard is missing: the field is selected and
// the browser asked to copy what is selected; where it refuses, the text stays selected to be copied by hand.

for (const button of document.querySelectorAll("[data-copy]")) start(button);

function start(button) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.textContent = (await copy(field)) ? "Đã sao chép" : "Đã chọn, hãy nhấn giữ để sao chép";
  });
}

async function copy(field) {
  field.select();
  try {
    if (!navigator.clipboard) return document.execCommand("copy");
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return false;
  }
}
