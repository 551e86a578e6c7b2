// What the pages do beyond links and forms. They are whole without it.
(function () {
  "use strict";
  var region = document.getElementById("announce");

  function announce(text) {
    if (region && text && region.textContent !== text) {
      region.textContent = text;
    }
  }

  // What changed by itself is told when its summary says something new, not at every refresh.
  function summary() {
    var told = document.querySelector("[data-announce]");
    return told ? told.getAttribute("data-announce") : "";
  }
  var last = summary();
  document.addEventListener("htmx:afterSwap", function () {
    var text = summary();
    if (text !== last) {
      last = text;
      announce(text);
    }
  });

  // What stands open asks for what is new when Ward says that there is something; without this,
  // it asks by the clock.
  var live = document.querySelector("[data-events]");
  if (live && window.EventSource) {
    new EventSource(live.getAttribute("data-events")).addEventListener("changed", function () {
      if (!document.hidden) {
        window.htmx.trigger(live, "changed");
      }
    });
  }

  // A refresh keeps what is open and the focus, at once: the next refresh may come before the page
  // has settled. The focus is on the element of the same id, or on the same place in the nearest
  // element with an id. What comes or goes elsewhere on the page does not move it.
  var kept = null;
  var opened = [];
  function places(home) {
    return Array.prototype.slice.call(home.querySelectorAll("a, button, summary, input, [tabindex]"));
  }
  document.addEventListener("htmx:beforeSwap", function (event) {
    var target = event.detail.target;
    var active = document.activeElement;
    var open = target ? target.querySelectorAll("details[id][open]") : [];
    opened = Array.prototype.map.call(open, function (one) { return one.id; });
    kept = null;
    if (target && active && target.contains(active)) {
      var home = active.closest("[id]") || target;
      kept = { home: home.id, index: places(home).indexOf(active) };
    }
  });
  document.addEventListener("htmx:afterSwap", function () {
    opened.forEach(function (id) {
      var one = document.getElementById(id);
      if (one) {
        one.open = true;
      }
    });
    var home = kept ? document.getElementById(kept.home) : null;
    if (home) {
      var again = kept.index < 0 ? home : places(home)[kept.index];
      if (again) {
        again.focus({ preventScroll: true });
      }
    }
    opened = [];
    kept = null;
  });

  // Buttons that copy: there only where they can.
  function copying() {
    if (!navigator.clipboard) {
      return;
    }
    document.querySelectorAll("button[data-copy][hidden]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        var from = document.getElementById(button.getAttribute("data-copy"));
        if (from) {
          navigator.clipboard.writeText(from.textContent).then(function () {
            announce("");
            announce(region.getAttribute("data-copied"));
            button.classList.add("copied");
          });
        }
      });
    });
  }
  copying();

  // The end of the session is told two minutes before, counted from what the server said was left.
  var session = document.getElementById("session");
  if (session) {
    var timer = 0;
    var wait = function (left) {
      window.clearTimeout(timer);
      timer = window.setTimeout(function () {
        session.hidden = false;
        timer = window.setTimeout(function () {
          session.querySelector("[data-session-text]").textContent = session.getAttribute("data-over");
          session.querySelector("form").hidden = true;
        }, Math.min(left, 120) * 1000);
      }, Math.max(0, left - 120) * 1000);
    };
    wait(Number(session.getAttribute("data-left")));
    session.querySelector("form").addEventListener("submit", function (event) {
      event.preventDefault();
      fetch("/console/stay", {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(new FormData(event.target)).toString()
      }).then(function (answer) {
        if (!answer.ok || answer.redirected) {
          throw new Error();
        }
        return answer.text();
      }).then(function (left) {
        session.hidden = true;
        document.getElementById("main").focus();
        wait(Number(left));
      }).catch(function () {
        window.location.reload();
      });
    });
  }

  // On a narrow window the navigation, and what narrows a list, are folded: so that what the page
  // is about is in sight.
  var narrow = window.matchMedia("(max-width: 40rem)");
  function fold() {
    document.querySelectorAll("details[data-narrow]").forEach(function (one) {
      one.open = !narrow.matches || one.getAttribute("data-narrow") === "open";
    });
  }
  fold();
  narrow.addEventListener("change", fold);

  // The summary of a form's errors has the focus when the page opens with it.
  var errors = document.querySelector("[data-error-summary]");
  if (errors) {
    errors.focus();
  }
})();
