// The file field in the page's own words: browsers print theirs in the browser's language.
// Without this file the browser's field is there, and works.

for (const picker of document.querySelectorAll(".picker")) start(picker);

function start(picker) {
  const input = picker.querySelector("input[type=file]");
  const shown = document.createElement("label");
  const name = document.createElement("span");
  shown.htmlFor = input.id;
  shown.className = "picker-shown";
  shown.append(Object.assign(document.createElement("b"), { textContent: "Chọn tệp" }), name);
  picker.append(shown);
  picker.classList.add("is-ours");

  const show = () => {
    name.textContent = input.files.length ? input.files[0].name : "Chưa chọn tệp nào";
  };
  input.addEventListener("change", show);
  show();
}
