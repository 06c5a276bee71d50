using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands;

/// <summary>Writes into the audit what a command changed. Tests: AuditedCommandsTests.</summary>
internal static class TerminalAudit
{
    /// <summary>The line as a part of the change, where the owner of the table takes one along.</summary>
    /// <inheritdoc cref="AuditEntry"/>
    public static Alongside With(
        CommandContext context,
        Database database,
        string action,
        string subject,
        string? details,
        string? reason
    ) =>
        new AuditBook(database, context.Clock).With(
            new(TerminalPerson.Here.Actor, action, subject, details, reason, TerminalPerson.Origin)
        );

    /// <summary>The line of a change that is in files, or in a transaction that takes nothing else.</summary>
    /// <inheritdoc cref="AuditEntry"/>
    public static Task RecordAsync(
        CommandContext context,
        Database database,
        string action,
        string subject,
        string? details,
        string? reason,
        CancellationToken cancellationToken
    ) =>
        new AuditBook(database, context.Clock).RecordAsync(
            new(TerminalPerson.Here.Actor, action, subject, details, reason, TerminalPerson.Origin),
            cancellationToken
        );
}
