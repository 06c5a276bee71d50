using Dapper;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.Terms;

namespace Newsletter.Dispatcher.Payments;

/// <summary>A reader who may want to pay. Tests: PayPageTests.</summary>
internal sealed record Payer
{
    public required long Id { get; init; }

    public required string Email { get; init; }

    public required SubscriberStatus Status { get; init; }

    public SubscriberTerm? Term { get; init; }

    /// <summary>First instant after the term.</summary>
    public DateTimeOffset? TermEndsAt { get; init; }

    /// <summary>What Stripe calls them; null before their first payment.</summary>
    public string? StripeCustomer { get; init; }

    /// <summary>A subscription of theirs renews itself; another would charge them twice.</summary>
    public bool IsRunning { get; init; }

    /// <summary>Whether mail would come to them once they have paid.</summary>
    public bool WouldGetMail =>
        Status is SubscriberStatus.Active or SubscriberStatus.Paused or SubscriberStatus.Expired;

    /// <summary>Not twice at the same time: who pays through Stripe already manages that payment instead.</summary>
    public bool CanPay(DateTimeOffset now) =>
        WouldGetMail && !IsRunning && !(StripeCustomer is not null && Term is SubscriberTerm.Paid && TermEndsAt > now);

    public static async Task<Payer?> FindAsync(
        Database database,
        long id,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Payer>(
            $"SELECT id, email, status, term, term_ends_at, stripe_customer, {RunningPayment.Condition} AS is_running "
                + "FROM subscribers WHERE id = @id",
            new { id, collectedSince = RunningPayment.CollectedSince(now) }
        );
    }
}
