/** "16:20", with the day where it is another one than today. */
export function moment(date) {
  const time = date.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? time : `${time} ngày ${date.getDate()}/${date.getMonth() + 1}`;
}

/** "2 ngày, 1 ảnh": how much of each kind. */
export function inWords(some) {
  const photos = some.filter((item) => item.kind === "photo").length;
  const saves = some.length - photos;
  return [saves && `${saves} lần lưu`, photos && `${photos} ảnh`].filter(Boolean).join(", ");
}

/** "05/9/2026" for 2026-09-05: the day always with two digits, the month where it is January or February. */
export function dayInWords(iso) {
  const [year, month, day] = iso.split("-");
  return `${day}/${Number(month) < 3 ? month : Number(month)}/${year}`;
}

/** The date of a moment in Vietnam, as 2026-09-05. */
export function dateOf(milliseconds) {
  return new Date(milliseconds).toLocaleDateString("sv", { timeZone: "Asia/Ho_Chi_Minh" });
}
