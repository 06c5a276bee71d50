using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Addresses that get nothing, and why; a person adds one. Tests: SuppressionsPageTests.</summary>
internal sealed class SuppressionsModel(
    SuppressionList list,
    SubscriberList readers,
    Database database,
    AuditBook audit,
    TimeProvider clock
) : DeskPage
{
    private const int PageSize = 50;
    private const int LongestPart = 100;

    public SuppressionSearch Search { get; private set; } = new();

    public IReadOnlyList<SuppressedAddress> Rows { get; private set; } = [];

    public long Total { get; private set; }

    /// <summary>The address after which the next page begins; null on the last page.</summary>
    public string? Next { get; private set; }

    public bool SeesReaders => Can(Right.SeeReaders);

    public bool MayChange => Can(Right.LiftSuppressions);

    /// <summary>As the person typed it.</summary>
    public string? Address { get; private set; }

    /// <inheritdoc cref="Address"/>
    public string? Reason { get; private set; }

    /// <summary>What was wrong with it; null when nothing was.</summary>
    public string? Problem { get; private set; }

    public Task<IActionResult> OnGetAsync(
        string? part,
        string? kind,
        string? after,
        CancellationToken cancellationToken
    ) => ShowAsync(part, kind, after, cancellationToken);

    public async Task<IActionResult> OnPostAsync(string? address, string? reason, CancellationToken cancellationToken)
    {
        (Address, Reason) = (address?.Trim(), reason?.Trim());
        if (!EmailAddress.TryParse(Address ?? "", out var parsed, out var problem))
        {
            return await AgainAsync($"Nothing was done: \"{Address}\" {problem}.", cancellationToken);
        }

        if (TypedReason.Fault(Reason) is { } fault)
        {
            return await AgainAsync(fault, cancellationToken);
        }

        var subject = await readers.FindAsync(parsed, cancellationToken) is { } reader
            ? $"reader:{reader.Id}"
            : "suppressions";
        var entry = Entry("suppression.add", subject, reason: Reason);
        if (
            !await new OperatorSuppressions(database, clock, audit.With(entry)).AddAsync(
                parsed,
                Reason!,
                cancellationToken
            )
        )
        {
            return await AgainAsync("Nothing was done: this address is suppressed already.", cancellationToken);
        }

        Note("The address gets nothing from now on.");
        return Redirect(Url.Content("~/desk/suppressions"));
    }

    /// <summary>The search as the end of an address.</summary>
    public string Query(string? after = null) =>
        QueryString
            .Create(
                new Dictionary<string, string?>
                {
                    ["part"] = Search.Part,
                    ["kind"] = Search.Kind?.Word(),
                    ["after"] = after,
                }.Where(one => !string.IsNullOrEmpty(one.Value))
            )
            .ToString();

    private async Task<IActionResult> AgainAsync(string problem, CancellationToken cancellationToken)
    {
        Problem = problem;
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await ShowAsync(part: null, kind: null, after: null, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(
        string? part,
        string? kind,
        string? after,
        CancellationToken cancellationToken
    )
    {
        // A part of an address would find by trying whom the person may not see.
        Search = new(
            SeesReaders && part?.Trim() is { Length: <= LongestPart } typed ? typed : "",
            SuppressionKinds.Words.Find(kind)
        );
        Total = await list.CountAsync(Search, cancellationToken);
        var rows = await list.PageAsync(Search, after ?? "", PageSize + 1, cancellationToken);
        Rows = [.. rows.Take(PageSize)];
        Next = rows.Count > PageSize ? Rows[^1].Email : null;
        return Page();
    }
}
