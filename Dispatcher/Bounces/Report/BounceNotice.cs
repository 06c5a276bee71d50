using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// The plain words of a bounce, sorted by the recipient that they are about.
/// Tests: BounceMessageTests.
/// </summary>
internal static partial class BounceNotice
{
    private const int MaxRecipients = 100;
    private const int MaxText = 8000;

    /// <summary>Recipients in their order with what is said about each, lines kept.</summary>
    /// <param name="lines">The notice without the returned message.</param>
    /// <param name="notRecipients">Addresses that the sender, not a recipient, is known by.</param>
    public static IReadOnlyList<(string Recipient, string Text)> Read(
        IReadOnlyList<string> lines,
        IReadOnlySet<string> notRecipients
    )
    {
        var found = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        var order = new List<string>();
        var before = new List<string>();
        List<string>? current = null;
        foreach (var line in lines)
        {
            var trimmed = line.Trim();
            if (Turn.IsMatch(trimmed))
            {
                // A transcript turns to the next host: what follows belongs to the address that it names.
                current = null;
            }

            var address = IsAboutSender(trimmed)
                ? null
                : BounceAddress.Recipients(trimmed).FirstOrDefault(one => IsRecipient(one, notRecipients));
            if (address is null)
            {
                (current ?? before).Add(line);
                continue;
            }

            if (!found.TryGetValue(address, out var text))
            {
                if (order.Count >= MaxRecipients)
                {
                    continue;
                }

                found.Add(address, text = []);
                order.Add(address);
            }

            if (current is null)
            {
                var talk = before.FindLastIndex(one =>
                    one.Contains("while talking to", StringComparison.OrdinalIgnoreCase)
                );
                text.AddRange(
                    talk >= 0
                        ? before.Skip(talk)
                        : before.SkipWhile(one => order.Count > 1 && !Turn.IsMatch(one.Trim()))
                );
                before.Clear();
            }

            text.Add(line);
            current = text;
        }

        return order is [var only] && BounceReply.In(Joined(found[only])).Code is null
            ? [(only, Joined(lines))]
            : [.. order.Select(one => (one, Joined(found[one])))];
    }

    public static string Joined(IEnumerable<string> lines)
    {
        var text = string.Join('\n', lines).Trim();
        return text.Length > MaxText ? text[..MaxText] : text;
    }

    private static bool IsAboutSender(string line) => Sender.IsMatch(line);

    private static bool IsRecipient(string address, IReadOnlySet<string> notRecipients) =>
        !notRecipients.Contains(address) && !System.IsMatch(address) && address.Contains('.', StringComparison.Ordinal);

    [GeneratedRegex(
        @"^(?:\.{0,3}\s*while talking to|>>>\s*(?:MAIL|DATA|EHLO|HELO|QUIT)|(?:421|550|250|451|554) \S+ \(e?smtp\))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Turn { get; }

    [GeneratedRegex(
        @"^(?:>>>\s*)?(?:mail from|from|sender|reply-to|return-path|message-id|cc|envelope-from|in:\s+mail|"
            + @"out:\s+250)\b|support|(?:contact|please send|to) <?postmaster",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Sender { get; }

    [GeneratedRegex(
        @"^(?:postmaster|mailer-daemon|mail-daemon|abuse|helpdesk|support|hostmaster|no-?reply|do-?not-?reply)@",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex System { get; }
}
