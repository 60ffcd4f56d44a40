// Discussions that ask: Q&A, answered and unanswered.

import { chat, discussion, type Thread } from "../notation.ts";

const category = "Q&A";

/** Discussions of the category Q&A. */
export const QUESTIONS: readonly Thread[] = [
  discussion({
    category,
    day: "01-08",
    by: "ramanuj-ops",
    title: "One collector per node or one per cluster?",
    upvotes: 4,
    talk: [
      [
        "quayemar",
        "A small one on each node that only batches, and two or three in the middle that sample. Sampling needs all spans of a trace in one place.",
        { answers: true, react: "+1 4" },
      ],
      ["ramanuj-ops", "That last sentence is what I was missing. Thanks!", { to: 0 }],
    ],
  }),
  discussion({
    category,
    day: "01-20",
    by: "duskmarten",
    title: "How do I drop health check spans?",
    talk: [
      [
        "noorelahi-x",
        "```yaml\nprocessors:\n  filter:\n    drop: 'http.route == \"/healthz\"'\n```",
        { answers: true, react: "heart 2, +1 3" },
      ],
      chat("thanks", 1),
    ],
  }),
  discussion({
    category,
    day: "02-05",
    by: "tariqm-net8",
    title: "Two backends with different retention for traces?",
    body: "Errors for a year, the rest for a week.",
    talk: [
      ["dabrowsk0", "Two exporters and a router on `status`. Retention is set at the backend."],
      ["tariqm-net8", "Does the router see the status of the *trace* or of the span?", { to: 0 }],
      ["dabrowsk0", "Of the span. For the trace put it behind the tail sampler.", { to: 0, answers: true }],
    ],
  }),
  discussion({
    category,
    day: "02-26",
    by: "rosalindqx",
    title: "Where does lantern keep its login?",
    body: "I changed laptops and would like to take the CLI's login along. Which file is it?",
    talk: [
      [
        "pfenlo",
        "`~/.config/lantern/session.json`, but please log in again instead; the token is bound to the machine.",
        { answers: true },
      ],
      chat("thanks", 1),
    ],
  }),
  discussion({
    category,
    day: "03-12",
    by: "crookedspire",
    title: "Does tail sampling work behind a load balancer?",
    upvotes: 6,
    talk: [
      chat("metoo", 1),
      [
        "quayemar",
        "It needs the balancer to hash on the trace id; ours does (`balance: trace`). An ordinary TCP balancer cannot.",
        { answers: true, react: "+1 3" },
      ],
      ["crookedspire", "That was it. Great, thank you!"],
    ],
  }),
  discussion({
    category,
    day: "03-27",
    by: "ilmatar-io",
    title: "How to embed a panel into our wiki?",
    body: "An iframe shows the login page.",
    talk: [
      [
        "hinewai-rt",
        "Not possible yet because of cookies; images are: `/render/panel/…png?token=…`.",
        { answers: true },
      ],
    ],
  }),
  discussion({
    category,
    day: "04-11",
    by: "duskmarten",
    title: "Safe way back from 1.4 to 1.3.1?",
    upvotes: 9,
    talk: [
      [
        "quayemar",
        "Yes for the queue, no for the index. Delete `index/` before you start 1.3.1; it is rebuilt. I'm sorry that you need this.",
        { answers: true, react: "+1 6" },
      ],
      ["duskmarten", "Back on 1.3.1, quiet again. Thank you for answering on a Saturday."],
      chat("angry", 1),
    ],
  }),
  discussion({
    category,
    day: "04-24",
    by: "mbekezeli-z",
    title: "Which chart version goes with which release?",
    body: "Chart 0.24.2 installs 1.4.1? The table stops at 0.22.",
    talk: [
      ["oyelaran-kf", "0.24.x is 1.4.x. The table is generated from now on.", { answers: true }],
      ["mbekezeli-z", "Thanks, clear now."],
    ],
  }),
  discussion({
    category,
    day: "05-08",
    by: "vaskokrum",
    title: "Export through a SOCKS proxy",
    body: "Has anybody got this to work? `ALL_PROXY` seems to be ignored.",
    talk: [
      chat("question", 1),
      [
        "vaskokrum",
        "With and without persistent queues, the same.",
        { edited: "With and without persistent queues, the same. Edit: `HTTPS_PROXY` is not read either." },
      ],
    ],
  }),
  discussion({
    category,
    day: "05-22",
    by: "lupitacg5",
    title: "What is a good first thing to instrument?",
    upvotes: 5,
    talk: [
      ["lindqvea", "With the request that people complain about most. Not with everything."],
      [
        "gwenaprhys2",
        "And with the agent before any manual spans. You see 80 % for free.",
        { answers: true, react: "heart 3" },
      ],
      ["lupitacg5", "What a kind place this is. Thank you both!"],
    ],
  }),
  discussion({
    category,
    day: "06-10",
    by: "peposantos-k",
    title: "How do I test an instrumentation without a full build?",
    body: "A full build takes 9 minutes. I only changed one class.",
    talk: [
      [
        "vennik-t",
        "`./gradlew :kafka:test -Pfast`. It should be in CONTRIBUTING, shouldn't it?",
        { answers: true, react: "+1 2" },
      ],
      ["peposantos-k", "It should. 40 seconds now, wow.", { to: 0 }],
    ],
  }),
  discussion({
    category,
    day: "06-26",
    by: "oddvarbakk",
    title: "Agent on a read-only file system",
    body: "Which paths does the agent need to write to, if any?",
    talk: [["mtshali-nn", "None. `/tmp` if you want crash dumps.", { answers: true }]],
  }),
  discussion({
    category,
    day: "07-10",
    by: "quietgantry",
    title: "Order of processors: filter before or after sampling?",
    body: "The docs show both.",
    upvotes: 3,
    talk: [
      [
        "brinefox3",
        "Before. What you drop early costs nothing later. The other page is about metrics.",
        { answers: true, react: "+1 2" },
      ],
      chat("thanks", 1),
    ],
  }),
  discussion({
    category,
    day: "07-24",
    by: "belmiro-faz",
    title: "Rotate the API token without downtime",
    body: "Can two tokens be valid at once?",
    talk: [
      ["ixsundar7", "Yes, for 24 hours after `lantern token rotate`.", { answers: true }],
      ["belmiro-faz", "Lovely."],
    ],
  }),
  discussion({
    category,
    day: "08-14",
    by: "mirembe-cw",
    title: "Do roll-ups change the results of old dashboards?",
    body: "We have reports that must not change after the fact.",
    talk: [
      [
        "dabrowsk0",
        "Sums and counts: no. Percentiles over more than a day: by less than 1 %. `raw: true` on the panel if that matters.",
        { answers: true, react: "+1 2" },
      ],
      ["mirembe-cw", "Great answer, thank you."],
    ],
  }),
  discussion({
    category,
    day: "09-03",
    by: "dilnoza-ut",
    title: "How much is limits.memory for 5k spans/s now?",
    body: "The troubleshooting page speaks of 1.4. Is it less with 1.6?",
    talk: [
      [
        "shanthi-rk2",
        "We run 6k spans/s with 300 MiB since a week and it never moved. I'll update the page!",
        { answers: true, react: "heart 2, +1 2" },
      ],
      chat("happy", 1),
    ],
  }),
  discussion({
    category,
    day: "09-18",
    by: "pemberlog",
    title: "lantern apply in CI: which permissions?",
    body: "I'd like a token that can apply dashboards and nothing else.",
    talk: [["noorelahi-x", "Not possible yet, a token is all or nothing. I'd support a request for it."]],
  }),
  discussion({
    category,
    day: "09-28",
    by: "saltmarshdev",
    title: "Local development of the UI against a remote server",
    body: "How do you do it? CORS says no.",
    upvotes: 2,
  }),
];
