// Tallies, made easy: several files shown before they are sent, how far the sending is, what a waiting
// page found, likely names as large buttons, a unit found among many. The pages work without this file.

const whole = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 1 });

// Called for the page and for every part that htmx puts into it.
htmx.onLoad((part) => {
  for (const drop of part.querySelectorAll(".drop:not(.is-ours)")) startFiles(drop);
  for (const group of part.querySelectorAll(".likely")) startLikely(group);
  for (const filter of part.querySelectorAll(".filter")) startFilter(filter);
  for (const choice of part.querySelectorAll(".choice")) startChoice(choice);
  if (part !== document.body) say(part.querySelector("[data-says]"));
});

/** Tell a screen reader what a page that renews itself has come to. */
function say(what) {
  const place = document.getElementById("says");
  if (what && place && place.textContent !== what.textContent) place.textContent = what.textContent;
}

// Files before they are sent ------------------------------------------------------------------------

function startFiles(drop) {
  const form = drop.closest("form");
  const input = drop.querySelector("input");
  const list = form.querySelector(".files");
  const wrong = form.querySelector(".files-wrong");
  const most = Number(drop.dataset.most);
  const kinds = input.accept.split(","); // what is dropped here passes by the browser's own choice
  let kept = [];

  const shown = document.createElement("div");
  shown.className = "drop-shown";
  shown.append(
    Object.assign(document.createElement("b"), { textContent: "Chọn tệp" }),
    Object.assign(document.createElement("span"), { textContent: "hoặc kéo thả tệp vào đây" }),
  );
  shown.setAttribute("aria-hidden", "true"); // the field itself is what is pressed, read and dropped on
  drop.append(shown);
  drop.classList.add("is-ours");

  const faultOf = (file) => {
    if (!kinds.some((kind) => file.name.toLowerCase().endsWith(kind))) return "không phải tệp .xlsx, .xls, .ods hoặc .csv";
    return file.size > Number(drop.dataset.bytes) ? "lớn hơn 5 MB" : "";
  };

  const show = () => {
    const transfer = new DataTransfer();
    for (const file of kept) transfer.items.add(file);
    input.files = transfer.files;
    list.hidden = kept.length === 0;
    list.replaceChildren(...kept.map((file) => lineOf(file, () => {
      kept = kept.filter((other) => other !== file);
      show();
      input.focus();
    })));
  };

  input.addEventListener("change", () => {
    const chosen = [...input.files].filter((file) => !kept.some((other) => isSame(file, other)));
    const sound = chosen.filter((file) => !faultOf(file));
    const faults = chosen.filter(faultOf).map((file) => `Tệp “${file.name}” ${faultOf(file)} nên không gửi được.`);
    if (kept.length + sound.length > most) faults.push(`Mỗi lần gửi tối đa ${most} tệp.`);
    kept = [...kept, ...sound].slice(0, most);
    wrong.textContent = faults.join(" ");
    show();
  });
  for (const type of ["dragenter", "dragover"]) drop.addEventListener(type, () => drop.classList.add("is-over"));
  for (const type of ["dragleave", "drop"]) drop.addEventListener(type, () => drop.classList.remove("is-over"));
  startSending(form, wrong);
}

function isSame(one, other) {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

function lineOf(file, drop) {
  const line = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Bỏ" });
  button.className = "btn btn-link";
  button.setAttribute("aria-label", `Bỏ tệp ${file.name}`);
  button.addEventListener("click", drop);
  const name = Object.assign(document.createElement("span"), { textContent: file.name });
  const size = Object.assign(document.createElement("span"), { textContent: sizeOf(file.size) });
  size.className = "muted num";
  line.append(name, size, button);
  return line;
}

function sizeOf(bytes) {
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, "KB"] : [bytes / 1024 / 1024, "MB"];
  return `${whole.format(value)} ${unit}`;
}

// Sending, which htmx does ----------------------------------------------------------------------------

function startSending(form, wrong) {
  const box = form.querySelector(".sending");
  const bar = box.querySelector("progress");
  const status = box.querySelector("[role=status]");

  form.addEventListener("htmx:beforeRequest", () => {
    wrong.textContent = "";
    bar.value = 0;
    box.hidden = false;
    status.textContent = "Đang gửi tệp.";
  });
  form.addEventListener("htmx:xhr:progress", ({ detail }) => {
    if (!detail.lengthComputable || bar.value === 1) return; // what comes after is the answer's own
    bar.value = detail.loaded / detail.total;
    if (bar.value === 1) status.textContent = "Đã gửi xong, đang đọc tệp.";
  });
  const fail = (text) => {
    box.hidden = true;
    wrong.textContent = text;
  };
  form.addEventListener("htmx:sendError", () => fail("Mất kết nối nên chưa gửi được tệp. Đề nghị kiểm tra mạng rồi gửi lại."));
  form.addEventListener("htmx:responseError", () => fail("Hệ thống chưa nhận được tệp. Đề nghị tải lại trang rồi gửi lại."));
}

// Settling what is doubtful --------------------------------------------------------------------------------

/** The likely names as large buttons over the list of all names; the list is what is sent. */
function startLikely(group) {
  const select = document.getElementById(group.dataset.for);
  const buttons = [...group.querySelectorAll("button")];
  const show = () => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.value === select.value));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      select.value = select.value === button.value ? "" : button.value;
      show();
    });
  }
  select.addEventListener("change", show);
  group.hidden = false;
  show(); // a page gone back to keeps what was chosen
}

/** The button says how many cells go in, once the way is chosen. */
function startChoice(choice) {
  const button = choice.form.querySelector("[type=submit]");
  const words = button.textContent;
  choice.addEventListener("change", ({ target }) => {
    button.textContent = target.dataset.cells ? `Nhập ${target.dataset.cells} ô` : words;
  });
}

function startFilter(filter) {
  const input = filter.querySelector("input");
  const status = filter.querySelector("[role=status]");
  const rows = [...document.querySelectorAll(`#${input.getAttribute("aria-controls")} tbody tr`)];
  const names = rows.map((row) => row.querySelector("th").textContent);
  input.addEventListener("input", () => {
    const wanted = input.value.trim();
    const found = rows.filter((row, number) => {
      row.hidden = !holds(names[number], wanted);
      return !row.hidden;
    });
    status.textContent = wanted ? `${found.length} đơn vị có tên chứa “${wanted}”` : "";
  });
  filter.hidden = false;
}

/** Accents count where they were typed: "phu" finds "Phú", "phú" does not find "Phu". */
function holds(name, wanted) {
  const typed = wanted.normalize("NFC").toLowerCase();
  const isPlain = plain(typed) === typed;
  return (isPlain ? plain(name) : name.normalize("NFC").toLowerCase()).includes(typed);
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
}
