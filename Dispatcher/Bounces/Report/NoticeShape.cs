namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>Which parts of a mail system's notice stand where such notices have them.</summary>
/// <param name="HasStatement">Its opening says, in its own words and not in a quotation, that a message was not
/// delivered.</param>
/// <param name="IsFirst">The statement is in the first lines.</param>
/// <param name="HasAddress">A recipient stands at the start of a line, alone or with what is said about it.</param>
/// <param name="HasLabel">A recipient stands behind a colon at the end of a line: "could not be delivered to:
/// ana@example.org".</param>
/// <param name="HasReason">A reply, a command of a transcript or a labelled reason stands at the start of a
/// line.</param>
/// <param name="IsAutomatic">Its opening says that a mail system has written it.</param>
internal sealed record NoticeShape(
    bool HasStatement,
    bool IsFirst,
    bool HasAddress,
    bool HasLabel,
    bool HasReason,
    bool IsAutomatic
)
{
    /// <summary>A notice that says nothing in the manner of a mail system.</summary>
    public static readonly NoticeShape None = new(false, false, false, false, false, false);
}
