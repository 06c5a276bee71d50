namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>Reads the delivery status of RFC 3464. Tests: BounceMessageTests.</summary>
internal static class DeliveryStatus
{
    private const int MaxRecipients = 100;

    /// <summary>The recipients, at most 100, and who reports.</summary>
    /// <param name="lines">The part's lines, or those of a mail in which its boundaries broke.</param>
    public static (string ReportingMta, IReadOnlyList<RecipientStatus> Recipients) Read(IEnumerable<string> lines)
    {
        var groups = MailFields.Groups(lines, MaxRecipients + 2);
        var reporting = groups.Select(group => group["Reporting-MTA"]).FirstOrDefault(name => name is not null) ?? "";
        return (reporting, [.. groups.Where(IsRecipient).Take(MaxRecipients).Select(Read)]);
    }

    private static bool IsRecipient(MailFields group) =>
        group["Final-Recipient"] is not null
        || group["Original-Recipient"] is not null
        || (group["Action"] is not null && group["Status"] is not null);

    private static RecipientStatus Read(MailFields group)
    {
        var original = BounceAddress.Recipient(Value(group["Original-Recipient"]));
        var (type, text) = Typed(group["Diagnostic-Code"] ?? "");
        var action = (group["Action"] ?? "").Split(' ', '(', ';')[0].Trim().ToLowerInvariant();
        return new(
            BounceAddress.Recipient(Value(group["Final-Recipient"]))
                ?? BounceAddress.Recipient(Value(group["X-Actual-Recipient"]))
                ?? original,
            original,
            action,
            BounceStatus.OfField(group["Status"]),
            text.Length > 0 ? text : Comment(group["Status"]),
            (group["X-PowerMTA-BounceCategory"] ?? "").Trim().ToLowerInvariant(),
            type.Equals("x-unix", StringComparison.OrdinalIgnoreCase)
        );
    }

    /// <summary>What some systems write behind the code: <c>5.4.4 (Illegal host/domain name found)</c>.</summary>
    private static string Comment(string? status) =>
        status?.IndexOf('(', StringComparison.Ordinal) is { } start and >= 0
            ? status[(start + 1)..].TrimEnd(')', ' ')
            : "";

    private static string? Value(string? field) =>
        field is null ? null
        : Typed(field).Text is { Length: > 0 } text ? text
        : field;

    /// <summary>Splits <c>smtp; 550 No</c>; what has no type is all text.</summary>
    private static (string Type, string Text) Typed(string field)
    {
        var end = field.IndexOf(';', StringComparison.Ordinal);
        return end is > 0 and < 20 && !field.AsSpan(0, end).Trim().ContainsAny(' ', '@', '<')
            ? (field[..end].Trim(), field[(end + 1)..].Trim())
            : ("", field.Trim());
    }
}
