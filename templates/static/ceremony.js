"use strict";
/* A contributor's page. The secret is made, kept and checked here; before the plan was found right, nothing of
   it leaves this browser. What computes and checks is the verifier's own program, out of verify.html
   (/draws/checker.js): `hexOf`, `sha256`, `commitment`, `typedValue`, `checkDigits`, `checkBeforeReveal` are its. */
{
  const byId = (id) => document.getElementById(id);
  const page = byId("ceremony");
  const { draw, party, commitment: mine, plan: planAddress } = page ? page.dataset : {};
  const KEPT = `secret/${draw}/${party}`;
  const show = (id, isShown = true) => byId(id) && (byId(id).hidden = !isShown);
  const listen = (id, event, act) => byId(id) && byId(id).addEventListener(event, act);
  const inFours = (code) => code.replace(/(.{4})(?=.)/g, "$1 ");

  // Private windows may refuse to keep anything: then only paper and file are left, and the page says so.
  function kept() {
    try {
      return localStorage.getItem(KEPT);
    } catch {
      return null;
    }
  }

  // After the reveal there is nothing left to keep.
  function forget() {
    try {
      localStorage.removeItem(KEPT);
    } catch {
      // what refuses to keep anything has kept nothing
    }
  }

  function keep(value) {
    try {
      localStorage.setItem(KEPT, value);
      return true;
    } catch {
      return false;
    }
  }

  // 50 throws of a die or 128 of a coin: what the offline page asks for too.
  const isEnough = (text) => text.length * Math.log2(new Set(text).size || 1) >= 128;

  function newValue() {
    const origin = document.querySelector("input[name=origin]:checked").value;
    const typed = byId("typed").value;
    if (origin === "device") return hexOf(crypto.getRandomValues(new Uint8Array(32)));
    if (origin === "thrown") return isEnough(typed.trim()) ? hexOf(sha256(utf8(typed.trim()))) : null;
    return typedValue(typed);
  }

  function makeSecret() {
    const value = newValue();
    show("typed-error", value === null);
    if (value === null) return byId("typed").focus();
    const isKept = keep(value);
    show("kept", isKept);
    show("not-kept", !isKept);
    show("made");
    byId("commitment").value = commitment(draw, party, value);
    byId("typed").value = "";
    fillSheet(value);
    lead("hand-in", "make-secret");
    byId("print-sheet").focus();
  }

  // One of two buttons is the next act.
  function lead(next, other) {
    for (const [id, kind] of [[next, "btn-primary"], [other, "btn-plain"]])
      if (byId(id)) byId(id).className = `btn ${kind}`;
  }

  function fillSheet(value) {
    const facts = { draw, party, value, digits: checkDigits(value), commitment: commitment(draw, party, value) };
    for (const [name, text] of Object.entries(facts)) byId(`sheet-${name}`).textContent = name === "party" ? text : inFours(text);
    const made = canonical(asMap({ draw, party, value }));
    byId("sheet-hand").textContent = `printf 'panel-draw/1/commit\\0${made}' | sha256sum`;
    page.dataset.value = value; // for the file; it is on the paper of this page already
  }

  function saveSecret() {
    const text = `${JSON.stringify({ draw, party, value: page.dataset.value }, null, 1)}\n`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `secret-${draw.slice(0, 8)}-${party}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /* ---- the reveal ---- */

  let isRight = false;

  // What is in the field, if it is the value that was committed to; else null.
  function ownValue() {
    const value = typedValue(byId("value").value);
    return value && commitment(draw, party, value) === mine ? value : null;
  }

  function addStep({ zh, en, outcome, finding_zh, finding_en }) {
    const isChinese = document.documentElement.lang.startsWith("zh");
    const item = document.createElement("li");
    item.className = outcome === "pass" ? "check" : "check check--fail";
    const told = [["h3", isChinese ? zh : en], ["p", outcome === "pass" ? "✓" : (isChinese ? finding_zh : finding_en) || outcome]];
    const words = document.createElement("div");
    for (const [name, text] of told) words.appendChild(Object.assign(document.createElement(name), { textContent: text }));
    item.append(words);
    byId("steps").append(item);
  }

  async function fetchPlan() {
    const sent = new URLSearchParams(new FormData(byId("plan-form")));
    sent.delete("once"); // it may be fetched again
    const answer = await fetch(planAddress, { method: "POST", body: sent });
    if (!answer.ok) throw new Error(answer.status);
    return { zip: await answer.blob(), cosigned: answer.headers.get("X-Cosigned") };
  }

  async function checkPlan() {
    const value = ownValue();
    show("mistyped", value === null);
    if (value === null) return byId("value").focus();
    for (const id of ["verdict", "wrong", "failed"]) show(id, false);
    byId("steps").replaceChildren();
    byId("check-plan").disabled = true;
    try {
      const { zip, cosigned } = await fetchPlan();
      const progress = ({ step }) => (addStep(step), new Promise((resolve) => setTimeout(resolve)));
      const found = await checkBeforeReveal({ zip, secret: { draw, party, value }, witness: "" }, progress);
      settle(found, cosigned);
    } catch (error) {
      console.error(error);
      show("failed");
    } finally {
      byId("check-plan").disabled = false;
    }
  }

  function settle(found, cosigned) {
    isRight = found.isRight;
    show("verdict", isRight);
    show("wrong", !isRight);
    allow(isRight);
    if (isRight) {
      byId("plan-digest").textContent = inFours(found.story.planDigest);
      byId("checkpoint").textContent = `${found.entered.origin} ${found.entered.size} ${found.entered.root}`;
      byId("cosigned").textContent = cosigned;
    }
    byId(isRight ? "verdict-head" : "wrong-head").focus();
  }

  // The button stays in reach of the keyboard, and says why it does nothing yet.
  function allow(isAllowed) {
    lead(isAllowed ? "let-go" : "check-plan", isAllowed ? "check-plan" : "let-go");
    if (isAllowed) byId("let-go").removeAttribute("aria-disabled");
    else byId("let-go").setAttribute("aria-disabled", "true");
    show("first", !isAllowed);
  }

  function letGo(event) {
    const value = ownValue();
    if (isRight && value !== null) byId("value").value = value;
    else event.preventDefault();
  }

  /* ---- wiring ---- */

  for (const part of document.querySelectorAll("[data-script]")) part.hidden = false;
  for (const choice of document.querySelectorAll("input[name=origin]"))
    choice.addEventListener("change", () => show("typed-field", choice.value !== "device"));
  listen("make-secret", "click", makeSecret);
  listen("print-sheet", "click", () => print());
  listen("save-secret", "click", saveSecret);
  listen("check-plan", "click", checkPlan);
  listen("reveal-form", "submit", letGo);
  listen("value", "input", () => allow((isRight = false)));

  lead("make-secret", "hand-in");
  if (page && "revealed" in page.dataset) forget();
  const value = page && kept();
  if (value && mine === commitment(draw, party, value)) {
    fillSheet(value);
    show("in-browser");
    if (byId("value") && !byId("value").value) byId("value").value = inFours(value);
  } else if (mine) show("elsewhere");
  if (byId("let-go")) {
    byId("value").setAttribute("aria-describedby", "value-hint mistyped");
    byId("let-go").setAttribute("aria-describedby", "first");
    allow(false);
  }
}
