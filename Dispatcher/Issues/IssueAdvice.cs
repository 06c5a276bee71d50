using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// Looks for what an editor probably did not want, in the front matter and in the words of the text: it is only said
/// when somebody asks for a check. Pure.
/// </summary>
internal static partial class IssueAdvice
{
    /// <summary>What <c>issue new</c> writes where the text belongs.</summary>
    public const string NewText = "write here.";

    private const int LongPreheader = 140;
    private const int FewLetters = 8;
    private const int FarDays = 90;

    /// <param name="today">The newsletter's local day.</param>
    public static IEnumerable<Problem> Problems(Issue issue, DateOnly today) =>
        [.. OfQuotes(issue), .. OfSubject(issue), .. OfPreheader(issue), .. OfDate(issue, today), .. OfText(issue)];

    /// <summary>Quotes that a word processor made curly are no quotes of the front matter.</summary>
    private static IEnumerable<Problem> OfQuotes(Issue issue) =>
        from pair in new[] { ("title", issue.Title), ("subject", issue.Subject), ("preheader", issue.Preheader) }
        let key = pair.Item1
        where issue.KeyLines.ContainsKey(key) && pair.Item2 is { } value && Curly.IsMatch(value)
        select Findings.KeyQuotes.At(
            issue.File,
            Line(issue, key),
            0,
            $"the whole {key} stands in curly quotes, and readers see them; delete them, or write straight ones (\")."
        );

    private static IEnumerable<Problem> OfSubject(Issue issue)
    {
        var line = Line(issue, issue.KeyLines.ContainsKey("subject") ? "subject" : "title");
        var letters = issue.Subject.Where(char.IsLetter).ToList();
        if (letters.Count >= FewLetters && letters.TrueForAll(char.IsUpper))
        {
            yield return Findings.SubjectCapitals.At(
                issue.File,
                line,
                0,
                "the subject is all in capitals, which readers and spam filters take for shouting; write it in small "
                    + "letters."
            );
        }

        if (Shouting.IsMatch(issue.Subject) || issue.Subject.EnumerateRunes().Count(IsPicture) > 1)
        {
            yield return Findings.SubjectSigns.At(
                issue.File,
                line,
                0,
                "the subject has several signs such as !!!, $$$ or pictures, as spam has; one is enough."
            );
        }
    }

    private static IEnumerable<Problem> OfPreheader(Issue issue)
    {
        if (issue.Preheader is not { } preheader)
        {
            yield break;
        }

        var length = new StringInfo(preheader).LengthInTextElements;
        if (length > LongPreheader)
        {
            yield return Findings.PreheaderLong.At(
                issue.File,
                Line(issue, "preheader"),
                0,
                $"the preheader has {length} characters and inboxes show the first {LongPreheader} at most; shorten it."
            );
        }

        if (IsSame(preheader, issue.Title) || IsSame(preheader, issue.Subject))
        {
            yield return Findings.PreheaderRepeats.At(
                issue.File,
                Line(issue, "preheader"),
                0,
                "the preheader says the same as the subject, and inboxes show both; say something new."
            );
        }
    }

    private static IEnumerable<Problem> OfDate(Issue issue, DateOnly today)
    {
        if (issue.Date is { } date && date.DayNumber - today.DayNumber is > FarDays and var days)
        {
            yield return Findings.DateFar.At(
                issue.File,
                Line(issue, "date"),
                0,
                $"{date:yyyy-MM-dd} is {days} days from now; is the year right?"
            );
        }
    }

    private static IEnumerable<Problem> OfText(Issue issue)
    {
        var words = BodyWords.Of(issue.Body);
        var lines = words.Split('\n');
        foreach (var (key, value) in new[] { ("title", issue.Title), ("preheader", issue.Preheader ?? "") })
        {
            if (Todo.Match(value) is { Success: true } todo)
            {
                yield return Unfinished(issue, Line(issue, key), 0, todo.Value);
            }
        }

        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim() == NewText)
            {
                yield return Findings.TextFromNew.At(
                    issue.File,
                    issue.BodyLine + i,
                    0,
                    $"\"{NewText}\" stands here since the file was made; write the text, or delete the line."
                );
            }

            if (Todo.Match(lines[i]) is { Success: true } todo)
            {
                yield return Unfinished(issue, issue.BodyLine + i, todo.Index + 1, todo.Value);
            }
        }

        var first = Array.FindIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        if (first >= 0 && Greeting.Match(lines[first]) is { Success: true } greeting)
        {
            yield return Findings.NameFixed.At(
                issue.File,
                issue.BodyLine + first,
                greeting.Groups[1].Index + 1,
                $"every reader is greeted as {greeting.Groups[1].Value}; write {{{{ subscriber.first_name | default "
                    + "\"there\" }}."
            );
        }

        if (Image.IsMatch(words) && !Image.Replace(words, "").Any(char.IsLetter))
        {
            yield return Findings.BodyOnlyImages.At(
                issue.File,
                issue.BodyLine,
                0,
                "the text has only images, which many mail programs do not show at first; write a sentence, too."
            );
        }
    }

    private static Problem Unfinished(Issue issue, int line, int column, string word) =>
        Findings.TextTodo.At(
            issue.File,
            line,
            column,
            $"\"{word}\" looks like a note to yourself; finish it, or put it between <!-- and -->."
        );

    private static bool IsSame(string one, string other) =>
        string.Equals(Letters(one), Letters(other), StringComparison.OrdinalIgnoreCase);

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    private static bool IsPicture(Rune rune) =>
        rune.Value is (>= 0x1F300 and <= 0x1FAFF) or (>= 0x2600 and <= 0x27BF) or (>= 0x1F1E6 and <= 0x1F1FF);

    private static int Line(Issue issue, string key) => issue.KeyLines.GetValueOrDefault(key, 1);

    [GeneratedRegex(@"\A(?:“[^“”]*”|„[^“„”]*[“”]|‘[^‘’]*’|«[^«»]*»)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Curly { get; }

    [GeneratedRegex(@"!!|\?\?|\$\$|€€|££|!\?!", RegexOptions.CultureInvariant)]
    private static partial Regex Shouting { get; }

    [GeneratedRegex(@"\b(?:TODO|FIXME|TBD|TK|TKTK|XXX)\b|\b[Ll]orem ipsum\b", RegexOptions.CultureInvariant)]
    private static partial Regex Todo { get; }

    /// <summary>Matches a greeting with one name that is not a word for all readers.</summary>
    [GeneratedRegex(
        @"\A\s*(?:[Hh]ello|[Hh]i|[Hh]ey|[Dd]ear|[Gg]ood (?:morning|evening|afternoon|day)|[Hh]allo|"
            + @"[Gg]uten (?:Morgen|Tag)|"
            + @"[Ll]iebe[r]?|[Bb]onjour|[Hh]ola|[Cc]iao),? (?!(?:Readers?|Friends?|All|Everyone|Everybody|World|There|"
            + @"Subscribers?|Folks|Team|Leser(?:in|innen)?|Alle)\b)(\p{Lu}\p{Ll}{1,20})\s*[,!.]?\s*\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Greeting { get; }

    [GeneratedRegex(@"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\)|<img\b[^<>]{0,2000}>", RegexOptions.CultureInvariant)]
    private static partial Regex Image { get; }
}
