"""The rows of the training goldens, made up for them: short, of different lengths, some with several turns."""

# (system or None, question, answer, question, answer, ...)
DIALOGUES = [
    (None, "Say hi.", "Hi!"),
    (None, "What is 3 + 4?", "3 + 4 is 7."),
    ("Be brief.", "Name a colour.", "Green."),
    (None, "Which is longer, a mile or a kilometre?", "A mile is longer: about 1.6 kilometres."),
    (None, "Count to 3.", "1, 2, 3"),
    (None, "And?", "Nothing more.", "Sure?", "Yes, quite sure."),
    (None, "Spell 'café'.", "c, a, f, é"),
    ("You answer in one word.", "Is ice cold?", "Yes."),
    (None, "Give me a line of verse.", "The gate stood open to the rain,\nand no one closed it."),
    (None, "2 * 21?", "42"),
    (None, "Who are you?", "A very small model."),
    (None, "Repeat: xyzzy", "xyzzy", "Again.", "xyzzy", "Once more!", "xyzzy"),
    (None, "Translate 'good day' into French.", "« Bonjour »"),
    (None, "Ok?", "Ok."),
    ("Use digits.", "How many legs have two spiders?", "16"),
    (None, "List three fruits, one a line.", "- plum\n- quince\n- fig"),
    (None, "Why is the sky dark at night?", "Because the sun is below the horizon and lights the other side."),
    (None, "Is 9 prime?", "No: 9 = 3 * 3."),
    (None, "Bye.", "Goodbye."),
    (None, "Tell me a fact.", "Owls cannot turn their eyes.", "Really?", "Really: they turn the head."),
    (None, "x?", "y"),
    ("Answer as JSON.", "Age of a car from 2001 in 2011?", '{"age": 10}'),
    (None, "What do bees make?", "Honey and wax."),
    (None, "Shorten: 'at this point in time'.", "now"),
]

# (question, chosen, rejected)
PAIRS = [
    ("What is 5 + 6?", "5 + 6 is 11.", "It is 12."),
    ("Name a planet.", "Mars.", "A planet is a thing that goes around."),
    ("Is fire hot?", "Yes.", "no"),
    ("Say thanks in German.", "Danke schön!", "Thanks in German."),
    ("10 / 2?", "5", "20"),
    ("Finish: to be or", "not to be.", "to be or to be or to be"),
    ("How many days has June?", "June has 30 days.", "31"),
    ("Are you there?", "I am.", "?"),
    ("Give a synonym of 'quick'.", "fast", "Slow, I should think."),
    ("Sort: 3 1 2", "1 2 3", "3 2 1"),
    ("Which sea is salty?", "All of them, some more than others.", "None."),
    ("Hello!", "Hello, what can I do for you?", "Go away."),
    ("One letter, please.", "q", "Which letter would you like to have?"),
    ("What is H2O?", "Water.", "A kind of gas"),
    ("Half of 9?", "4.5", "4"),
    ("Write 'no' twice.", "no no", "no"),
]


def messages(*turns):
    roles = ("user", "assistant")
    return [{"role": roles[i % 2], "content": text} for i, text in enumerate(turns)]


def chat():
    """TRL's conversational language modelling rows."""
    system = lambda s: [{"role": "system", "content": s}] if s else []  # noqa: E731
    return [{"messages": system(first) + messages(*turns)} for first, *turns in DIALOGUES]


def completion():
    """TRL's conversational prompt-completion rows: the last answer is the completion."""
    return [{"prompt": r["messages"][:-1], "completion": r["messages"][-1:]} for r in chat()]


def preference():
    """TRL's conversational preference rows with explicit prompts."""
    return [{"prompt": messages(q), "chosen": messages("", c)[1:], "rejected": messages("", r)[1:]} for q, c, r in PAIRS]
