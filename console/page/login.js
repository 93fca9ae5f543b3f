// The password page: what the server answers to everybody who is not logged in.

const form = document.getElementById("login");
const password = document.getElementById("password");
const trouble = document.getElementById("trouble");

async function enter() {
  const response = await fetch("/login", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ password: password.value }),
  });
  const answer = await response.json().catch(() => null);

  if (response.ok) {
    location.reload();
    return;
  }
  trouble.textContent = answer?.error ?? "HTTP " + response.status;
  password.focus();
  password.select();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  trouble.textContent = "";
  enter().catch(() => {
    trouble.textContent = "tandem serve does not answer: has it been ended?";
  });
});
