// Says where the reader's morning is, so that nobody has to be asked. Without it the newsletter's own morning counts.
const field = document.querySelector('input[name="time_zone"]');
if (field) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
}
