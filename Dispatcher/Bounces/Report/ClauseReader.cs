namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// Looks in the words of one clause for something that is said about one of its nouns; pure.
/// Tests: MailboxGrammarTests.
/// </summary>
/// <param name="nouns">In the form of <see cref="MailboxWords"/>.</param>
internal sealed class ClauseReader(string[] nouns)
{
    /// <summary>Most words between a noun and what is said about it behind it.</summary>
    private const int MostBetween = 6;

    /// <summary>Most words between a verb and a noun behind it.</summary>
    private const int MostBehind = 4;

    /// <summary>Most words inside a verb: "could <i>not</i> be <i>found</i>".</summary>
    private const int MostInside = 2;

    /// <summary>Words that may stand between an adjective and its noun: "unknown or illegal local recipient".</summary>
    private static readonly string[] Beside =
    [
        "or",
        "local",
        "email",
        "e-mail",
        "mail",
        "destination",
        "final",
        "remote",
        "illegal",
        "delivery",
        "the",
        "de",
        "d",
        "poczty",
        "e",
    ];

    /// <summary>"Such" in some languages: "kein <i>solcher</i> Benutzer".</summary>
    private static readonly string[] Such =
    [
        "such",
        "solcher",
        "solches",
        "solche",
        "solchen",
        "takiej",
        "takiego",
        "taki",
        "tal",
        "tale",
        "tel",
        "telle",
        "dergelijke",
        "sadan",
        "sadant",
    ];

    /// <summary>Auxiliary verbs, which stand between a thing and the verb that is looked for.</summary>
    private static readonly string[] Auxiliaries =
    [
        "was",
        "is",
        "does",
        "did",
        "do",
        "could",
        "can",
        "has",
        "been",
        "were",
        "are",
    ];

    /// <summary>True for "unknown user" and "user … unknown"; false for "unknown error".</summary>
    public bool SaysUnknown(string[] words)
    {
        for (var at = 0; at < words.Length; at++)
        {
            if (!IsOneOf(words[at], MailboxWords.Unknown) || IsFault(words, at + 1))
            {
                continue;
            }

            var noun = at + 1;
            while (noun < words.Length && noun - at <= 3 && Beside.Contains(words[noun]) && !IsNoun(words, noun))
            {
                noun++;
            }

            if (IsNoun(words, noun) || HasNounBefore(words, at))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True where one of the verbs is said of a noun, in either order.</summary>
    public bool Says(string[] words, string[][] verbs)
    {
        for (var at = 0; at < words.Length; at++)
        {
            foreach (var verb in verbs)
            {
                var end = EndOf(verb, words, at, MostInside);
                if (end > 0 && !IsOfThing(words, at) && (HasNounBefore(words, at) || HasNounBehind(words, end)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>True for "no such user" and its like.</summary>
    public bool SaysNone(string[] words)
    {
        for (var at = 0; at < words.Length; at++)
        {
            foreach (var none in MailboxWords.NoSuch)
            {
                var end = EndOf(none, words, at, mostInside: 0);
                if (end > 0 && (IsNoun(words, end) || (IsBeside(words, end) && IsNoun(words, end + 1))))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Index behind the last word of a sequence that begins at a word, or 0.</summary>
    private static int EndOf(string[] sequence, string[] words, int at, int mostInside)
    {
        if (!Matches(words[at], sequence[0]))
        {
            return 0;
        }

        foreach (var part in sequence.AsSpan(1))
        {
            var next = Array.FindIndex(
                words,
                at + 1,
                Math.Min(mostInside + 1, words.Length - at - 1),
                word => Matches(word, part)
            );
            if (next < 0)
            {
                return 0;
            }

            at = next;
        }

        return at + 1;
    }

    private static bool IsBeside(string[] words, int at) =>
        at < words.Length && (Beside.Contains(words[at]) || Such.Contains(words[at]));

    private bool IsFault(string[] words, int at) =>
        at < words.Length && MailboxWords.Faults.Contains(words[at]) && !nouns.Contains(words[at]);

    /// <summary>
    /// True where something else than the noun is missing: "the user's home directory was not found".
    /// </summary>
    private bool IsOfThing(string[] words, int verb)
    {
        var before = verb - 1;
        while (before >= 0 && Auxiliaries.Contains(words[before]))
        {
            before--;
        }

        return before >= 0 && MailboxWords.Things.Contains(words[before]) && !nouns.Contains(words[before]);
    }

    private bool HasNounBefore(string[] words, int at)
    {
        for (var i = at - 1; i >= 0 && at - i <= MostBetween + 1; i--)
        {
            if (IsNoun(words, i))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasNounBehind(string[] words, int end)
    {
        for (var i = end; i < words.Length && i - end <= MostBehind; i++)
        {
            if (IsNoun(words, i))
            {
                return true;
            }

            if (MailboxWords.Things.Contains(words[i]))
            {
                return false;
            }
        }

        return false;
    }

    private bool IsNoun(string[] words, int at) =>
        at < words.Length
        && IsOneOf(words[at], nouns)
        && (at == 0 || !MailboxWords.NotTheirs.Contains(words[at - 1]))
        && (at + 1 == words.Length || words[at + 1] is not ("server" or "servers" or "host" or "domain"));

    private static bool IsOneOf(string word, string[] patterns)
    {
        foreach (var pattern in patterns)
        {
            if (Matches(word, pattern))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(string word, string pattern) =>
        pattern.EndsWith('*')
            ? word.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal)
            : word == pattern;
}
