using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Lets an address get mail again, with the evidence beside the question.
/// Tests: SuppressionsPageTests.</summary>
internal sealed class SuppressionLiftModel(
    SuppressionList list,
    SubscriberList readers,
    Database database,
    AuditBook audit,
    TimeProvider clock
) : DeskPage
{
    public SuppressedAddress Suppressed { get; private set; } = null!;

    /// <summary>The reader who has the address; null when nobody has it.</summary>
    public Subscriber? Reader { get; private set; }

    /// <summary>As the person typed it.</summary>
    public string? Reason { get; private set; }

    public string? Problem { get; private set; }

    /// <summary>Also make a bounced reader active again; as the person chose.</summary>
    public bool IsBack { get; private set; } = true;

    /// <summary>Its owner can lift it, too, by confirming the address again.</summary>
    public bool MayOwnerLift =>
        new SuppressedKey
        {
            EmailKey = Suppressed.Email,
            Kind = Suppressed.Kind,
            Reason = Suppressed.Reason,
            CreatedAt = Suppressed.CreatedAt,
        }.MayBeLifted();

    public async Task<IActionResult> OnGetAsync(string? address, CancellationToken cancellationToken) =>
        await FindAsync(address, cancellationToken) ? Page() : NotFound();

    /// <param name="back">Any value also makes a bounced reader active again.</param>
    public async Task<IActionResult> OnPostAsync(
        string? address,
        string? reason,
        string? back,
        CancellationToken cancellationToken
    )
    {
        if (!await FindAsync(address, cancellationToken))
        {
            Note("It was lifted meanwhile; nothing was changed.");
            return Redirect(Url.Content("~/desk/suppressions"));
        }

        (Reason, IsBack) = (reason?.Trim(), !string.IsNullOrEmpty(back));
        if (TypedReason.Fault(Reason) is { } fault)
        {
            Problem = fault;
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var entry = Entry(
            "suppression.lift",
            Reader is null ? "suppressions" : $"reader:{Reader.Id}",
            Suppressed.Kind.Word(),
            Reason
        );
        await new OperatorSuppressions(database, clock, audit.With(entry)).LiftAsync(
            Suppressed.Email,
            IsBack,
            cancellationToken
        );
        Note("The address may get mail again.");
        return Redirect(Url.Content("~/desk/suppressions"));
    }

    /// <returns>False for what is no suppressed address; the hash of an erased person is none.</returns>
    private async Task<bool> FindAsync(string? address, CancellationToken cancellationToken)
    {
        if (
            !EmailAddress.TryParse(address ?? "", out var parsed, out _)
            || await list.FindAsync(parsed.Key, cancellationToken) is not { } found
        )
        {
            return false;
        }

        (Suppressed, Reader) = (found, await readers.FindAsync(parsed, cancellationToken));
        return true;
    }
}
