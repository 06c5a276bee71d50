using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands;

/// <summary>Writes into the audit what a command changed. Tests: AuditedCommandsTests.</summary>
internal static class TerminalAudit
{
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
