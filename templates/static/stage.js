"use strict";
/* The countdown on the stage. It goes by the server's time: the clock of the room's computer may be wrong. */
{
  const left = (seconds) => {
    const two = (number) => String(number).padStart(2, "0");
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    return (hours ? [hours, two(minutes), two(seconds % 60)] : [two(minutes), two(seconds % 60)]).join(":");
  };

  // A clock that is new on the page tells how far this computer's is off.
  const offset = (clock) => {
    if (!clock.dataset.off) clock.dataset.off = Date.parse(clock.dataset.now) - Date.now();
    return Number(clock.dataset.off);
  };

  const tick = () => {
    for (const clock of document.querySelectorAll("[data-until]")) {
      const until = Date.parse(clock.dataset.until) - Date.now() - offset(clock);
      clock.textContent = left(Math.max(0, Math.round(until / 1000)));
    }
  };

  setInterval(tick, 1000);
  document.addEventListener("htmx:afterSwap", tick);
  tick();
}
