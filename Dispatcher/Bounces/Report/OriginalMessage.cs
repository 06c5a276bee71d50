using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>Finds where a plain notice ends and the message that it returns begins.</summary>
internal static partial class OriginalMessage
{
    /// <summary>The notice, and the header of the returned message (empty where it is not shown).</summary>
    public static (IReadOnlyList<string> Notice, MailFields Returned) Cut(IReadOnlyList<string> lines)
    {
        var end = 0;
        var hasWords = false;
        while (end < lines.Count && !(hasWords && IsStart(lines, end)))
        {
            hasWords |= lines[end].Any(char.IsLetterOrDigit);
            end++;
        }

        var header = lines.Skip(end).SkipWhile(line => !Field.IsMatch(line)).TakeWhile(line => line.Length > 0);
        return ([.. lines.Take(end)], MailFields.Groups(header, maxGroups: 1) is [var first, ..] ? first : new());
    }

    private static bool IsStart(IReadOnlyList<string> lines, int at) =>
        Announcement.IsMatch(lines[at])
        || (FirstField.IsMatch(lines[at]) && at + 1 < lines.Count && NextField.IsMatch(lines[at + 1]));

    [GeneratedRegex(
        @"^[\s>\-_=*#|+.]*(?:
            (?:this\ is\ a\ copy|below\ this\ line|here\ is\ a\ copy|included\ (?:below\ )?is\ a?\ ?copy
              |enclosed\ is\ a\ copy|a\ copy\ of\ (?:your|the)\ (?:original\ )?(?:message|mail))
          | (?:the\ )?(?:body|headers?|text|beginning|start|first\ part)\ of\ (?:the\ |your\ )?
              (?:original|returned|undelivered|message)
          | (?:the\ )?(?:original|returned|unsent|undelivered|bounced|rejected|your)\ (?:e-?mail\ )?
              (?:message|mail|text)
              (?:\ headers?|\ text|\ body|\ info|\ follows?|\ is\ (?:below|attached|as\ follows))*\s*[:.]?[\s\-=*\#|]*$
          | (?:original|returned|unsent|undelivered)\ (?:message|mail)\ (?:headers?|follows|info|details|attached)
          | message\ (?:headers?|text|contents?|body)\ follows?
          | start\ of\ (?:returned|forwarded|original|message)
          | begin(?:ning)?\ (?:of\ )?(?:returned|forwarded|original)
          | forwarded\ message
          | (?:internet|message)\ headers?:?\s*$
          | en-?t[êe]tes\ de\ message|intestazioni\ originali|encabezados\ de\ mensaje\ originales
          | cabe[çc]alhos\ de\ mensagem|originalnachrichtenkopf
        )",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Announcement { get; }

    [GeneratedRegex(
        @"^(?:Received|Return-Path|DKIM-Signature|X-Received|Delivered-To|MIME-Version|Message-Id)\s*:",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex FirstField { get; }

    [GeneratedRegex(@"^(?:[A-Za-z][A-Za-z0-9\-]+\s*:|[ \t]+\S)", RegexOptions.CultureInvariant)]
    private static partial Regex NextField { get; }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9\-]+\s*:\s*\S", RegexOptions.CultureInvariant)]
    private static partial Regex Field { get; }
}
