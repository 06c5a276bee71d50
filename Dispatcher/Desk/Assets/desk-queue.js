// Moves an issue of the queue to another day, by drag and by keyboard. Without it the page has a form for each issue.
const form = document.getElementById("queue.move");
const says = document.getElementById("queue.says");
const weeks = document.querySelector(".weeks");
const days = [...document.querySelectorAll(".day[data-takes=yes]")];
let held = null;
let chosen = null;

function send(issue, day) {
  form.elements.slug.value = issue.dataset.slug;
  form.elements.hash.value = issue.dataset.hash;
  form.elements.date.value = day.dataset.date;
  form.requestSubmit();
}

function choose(day) {
  chosen?.classList.remove("chosen");
  chosen = day;
  chosen?.classList.add("chosen");
}

function pick(issue) {
  held = issue;
  issue.classList.add("moving");
  weeks.classList.add("picking");
}

function leave() {
  held?.classList.remove("moving");
  held?.querySelector(".grip").setAttribute("aria-pressed", "false");
  weeks.classList.remove("picking");
  choose(null);
  held = null;
}

// The day that the keys go to from where the issue is, or from the day that is chosen.
function next(step) {
  const others = days.filter((day) => !day.contains(held));
  const from = (chosen ?? held.closest(".day"))?.dataset.date ?? "";
  return step > 0
    ? others.find((day) => day.dataset.date > from)
    : others.findLast((day) => day.dataset.date < from);
}

function key(event) {
  const issue = event.currentTarget.closest(".issue");
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    if (held === issue && chosen) {
      send(issue, chosen);
    } else if (held === issue) {
      leave();
      says.textContent = "Not moved.";
    } else {
      leave();
      pick(issue);
      event.currentTarget.setAttribute("aria-pressed", "true");
      says.textContent = `"${issue.dataset.title}": choose a day with the arrow keys, then press Enter. Escape leaves it.`;
    }
  } else if (event.key === "Escape" && held) {
    leave();
    says.textContent = "Not moved.";
  } else if (held && ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    const day = next(event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : -1);
    if (day) {
      choose(day);
      day.scrollIntoView({ block: "nearest" });
      says.textContent = day.dataset.name;
    } else {
      says.textContent = "There is no free day further on this page.";
    }
  }
}

for (const issue of document.querySelectorAll(".issue")) {
  const grip = issue.querySelector(".grip");
  issue.draggable = true;
  grip.hidden = false;
  grip.setAttribute("aria-pressed", "false");
  grip.addEventListener("keydown", key);
  grip.addEventListener("blur", () => held === issue && leave());
  issue.addEventListener("dragstart", (event) => {
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", issue.dataset.slug);
    leave();
    pick(issue);
  });
  issue.addEventListener("dragend", leave);
}

for (const day of days) {
  day.addEventListener("dragover", (event) => {
    if (held && !day.contains(held)) {
      event.preventDefault();
      choose(day);
    }
  });
  day.addEventListener("dragleave", (event) => {
    if (chosen === day && !day.contains(event.relatedTarget)) {
      choose(null);
    }
  });
  day.addEventListener("drop", (event) => {
    event.preventDefault();
    if (held && !day.contains(held)) {
      send(held, day);
    }
  });
}

const help = document.querySelector(".drag-help");
if (help) {
  help.hidden = false;
}
