using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Bounces.Report;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Bounces;

/// <summary>One bounce or complaint, and what follows from it for the address. Tests: ImapServiceTests.</summary>
/// <param name="source">Where it came in, for an operator.</param>
/// <param name="message">Null where it is not known which message came back.</param>
internal sealed class ReturnEntry(
    BounceReport report,
    string source,
    ReturnedMessage? message,
    Returned found,
    DateTimeOffset now
)
{
    private const int MaxEvidence = 512;

    private readonly BounceKind _kind = report.IsComplaint ? BounceKind.Complaint : BounceKind.Bounce;
    private readonly BounceResult _result = ResultOf(report, found.Email);
    private readonly string _key = EmailAddress.Parse(found.Email).Key;

    /// <summary>Null for a complaint, which says nothing about whether the address works.</summary>
    private RefusalCause? Cause => _kind is BounceKind.Complaint ? null : ReturnCause.Of(_result);

    private string Evidence
    {
        get
        {
            var text = string.Join(
                ' ',
                new[] { _kind.Word(), _result.Status, _result.Reason.Word(), _result.Reply }.Where(part =>
                    !string.IsNullOrEmpty(part)
                )
            );
            return SmtpReply.Clean(text.Length > MaxEvidence ? text[..MaxEvidence] : text);
        }
    }

    /// <summary>Writes it down once, and suppresses an address that it shows to be gone.</summary>
    public async Task<ReturnOutcome> WriteAsync(SqliteConnection connection, SqliteTransaction transaction)
    {
        var entry = new NewReturn
        {
            Source = source,
            Kind = _kind is BounceKind.Complaint ? ReturnKind.Complaint : ReturnKind.Bounce,
            SubscriberId = found.SubscriberId,
            DispatchId = message is { IsMail: false } ? message.Id : null,
            MailId = message is { IsMail: true } ? message.Id : null,
            Reason = _result.Reason.Word(),
            Status = _result.Status,
            Cause = Cause?.Word(),
            IsHard = _result.IsHard,
            Evidence = Evidence,
        };
        if (!await ReturnTable.AddAsync(connection, transaction, entry, now))
        {
            return ReturnOutcome.Repeated;
        }

        if (message is { IsMail: false })
        {
            await DeliverySummaryTable.AddReturnAsync(
                connection,
                transaction,
                message.Id,
                found.SubscriberId,
                MailDomain.Of(found.Email).ToLowerInvariant(),
                _kind is BounceKind.Complaint ? LateReturn.Complaint
                    : RefusalCauses.OfDeadAddresses.Contains(entry.Cause) ? LateReturn.DeadAddress
                    : LateReturn.SoftBounce
            );
        }

        if (_kind is BounceKind.Complaint)
        {
            await ComplainAsync(connection, transaction);
            return ReturnOutcome.Suppressed;
        }

        // A person who has confirmed the address since then has shown that it works.
        return found.SentAt < found.ConfirmedAt ? ReturnOutcome.Noted : await BounceAsync(connection, transaction);
    }

    private async Task<ReturnOutcome> BounceAsync(SqliteConnection connection, SqliteTransaction transaction)
    {
        var decision = message is { IsMail: false }
            ? await SuppressionReview.DecideAsync(connection, transaction, message.Id, found.SubscriberId, found.Email)
            : SuppressionPolicy.Decide([
                new()
                {
                    Slot = now,
                    At = now,
                    State = DeliveryState.Failed,
                    Cause = Cause,
                },
            ]);
        if (decision.Verdict is not SuppressionVerdict.Suppress)
        {
            return ReturnOutcome.Noted;
        }

        await SuppressionTable.RecordAsync(
            connection,
            transaction,
            new(_key, SuppressionKind.Bounce, decision.Reason!, source, Evidence),
            now
        );
        return ReturnOutcome.Suppressed;
    }

    /// <summary>For good: nothing but the person's own doing lifts it, and never an import.</summary>
    private async Task ComplainAsync(SqliteConnection connection, SqliteTransaction transaction)
    {
        var complaint = new NewSuppression(_key, SuppressionKind.Complaint, "complaint", source, Evidence);
        await SuppressionTable.RecordAsync(connection, transaction, complaint, now);
        if (complaint.Key == found.EmailKey)
        {
            await ConfirmationTable.EndOpenAsync(connection, transaction, found.SubscriberId, purpose: null, now);
        }
    }

    /// <summary>
    /// The result for the address. A forwarder reports another address; then the first result counts, because the
    /// return path has already named the recipient.
    /// </summary>
    private static BounceResult ResultOf(BounceReport report, string email) =>
        report.Results.FirstOrDefault(one => string.Equals(one.Recipient, email, StringComparison.OrdinalIgnoreCase))
        ?? (
            report.Results is [var first, ..]
                ? first
                : new BounceResult(Recipient: null, Status: null, Reply: "", BounceReason.Unknown, IsHard: false)
        );
}
