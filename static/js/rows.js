// One more row in a list of rows of a form. Without this file the page brings blank rows each time it is opened.

for (const list of document.querySelectorAll("[data-rows]")) start(list);

function start(list) {
  const total = document.getElementById(`id_${list.dataset.rows}-TOTAL_FORMS`);
  const most = document.getElementById(`id_${list.dataset.rows}-MAX_NUM_FORMS`);
  const blank = list.lastElementChild?.cloneNode(true);
  if (!total || !blank) return;
  const former = `${list.dataset.rows}-${total.value - 1}-`;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-link row-add";
  button.textContent = "Thêm dòng";
  button.addEventListener("click", () => {
    const row = blank.cloneNode(true);
    rename(row, former, `${list.dataset.rows}-${total.value}-`);
    total.value = Number(total.value) + 1;
    list.append(row);
    row.querySelector("input, select, textarea")?.focus();
    button.hidden = Number(total.value) >= Number(most.value);
  });
  list.after(button);
}

function rename(row, former, next) {
  for (const field of row.querySelectorAll("[id], [name], [for], [aria-describedby]")) {
    for (const name of ["id", "name", "for", "aria-describedby"]) {
      if (field.hasAttribute(name)) field.setAttribute(name, field.getAttribute(name).replace(former, next));
    }
  }
  for (const field of row.querySelectorAll("input, textarea")) field.type === "checkbox" ? (field.checked = false) : (field.value = "");
  for (const field of row.querySelectorAll("select")) field.selectedIndex = 0;
  for (const wrong of row.querySelectorAll(".wrong")) wrong.remove();
}
