// Keeps the page of a dispatch up to date. Without it the page is right at each load.
const live = document.querySelector("[data-live]");
const status = document.querySelector("[data-live-status]");

function show({ texts, tables, paths, isLate }) {
  for (const [name, text] of Object.entries(texts)) {
    for (const place of live.querySelectorAll(`[data-text="${name}"]`)) {
      if (place.textContent !== text) {
        place.textContent = text;
      }
    }
  }

  for (const [name, rows] of Object.entries(tables)) {
    const body = live.querySelector(`[data-rows="${name}"]`);
    if (body) {
      fill(body, rows);
    }
  }

  for (const [name, path] of Object.entries(paths)) {
    live.querySelector(`[data-path="${name}"]`)?.setAttribute("d", path);
  }

  const bar = live.querySelector("progress");
  if (bar) {
    bar.value = Number(texts.percent);
  }

  live.classList.toggle("late", isLate);
}

// The first cell names the row; numbers stand at the right, as the page has them.
function fill(body, rows) {
  const numbers = (body.dataset.numbers ?? "").split(" ");
  body.replaceChildren(
    ...rows.map((cells) => {
      const row = document.createElement("tr");
      row.append(
        ...cells.map((text, at) => {
          const cell = document.createElement(at === 0 ? "th" : "td");
          if (at === 0) {
            cell.scope = "row";
          }

          if (numbers.includes(String(at))) {
            cell.className = "count";
          }

          cell.textContent = text;
          return cell;
        }),
      );
      return row;
    }),
  );
}

if (live && live.dataset.live !== "") {
  const stream = new EventSource(live.dataset.live);
  stream.addEventListener("message", (event) => {
    const now = JSON.parse(event.data);
    if (now.state !== live.dataset.state || now.isOver) {
      // There are other things to do now.
      stream.close();
      location.reload();
      return;
    }

    show(now);
    status.textContent = "Live.";
  });
  stream.addEventListener("error", () => {
    status.textContent =
      stream.readyState === EventSource.CLOSED
        ? "Not live: load the page again to see how it goes on. You may have too many of these pages open."
        : "The connection was lost; trying again.";
  });
  addEventListener("pagehide", () => stream.close());
}
