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
