using System.Globalization;
using System.Text.Json;
using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Mails;

/// <summary>A row of <c>mails</c> that is due, with the present data of its subscriber.</summary>
internal sealed record DueMail
{
    public required long Id { get; init; }

    /// <summary>One of <see cref="MailKind"/>.</summary>
    public required string Kind { get; init; }

    public required long SubscriberId { get; init; }

    /// <summary>The address; empty when the person was erased.</summary>
    public required string Email { get; init; }

    /// <summary>JSON, as <see cref="MailQueue"/> wrote it.</summary>
    public required string MailValues { get; init; }

    public required long Attempts { get; init; }

    public required long Resends { get; init; }

    /// <summary>What the last refusal says about the address; null when there was none.</summary>
    public string? Cause { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? TimeZone { get; init; }

    /// <summary>The subscriber's present status; null when the subscriber no longer exists.</summary>
    public string? Status { get; init; }

    /// <summary><c>trial</c>, <c>paid</c>, or null.</summary>
    public string? Term { get; init; }

    public Recipient Recipient => new(SubscriberId, Email, FirstName, LastName, TimeZone, Status ?? "", []);

    /// <summary>The values by name; empty when the column is not a JSON object of texts.</summary>
    public IReadOnlyDictionary<string, string> Values
    {
        get
        {
            try
            {
                return JsonSerializer.Deserialize<Dictionary<string, string>>(MailValues) ?? [];
            }
            catch (JsonException)
            {
                return new Dictionary<string, string>();
            }
        }
    }

    /// <summary>The confirmation that the mail asks for; null for a mail that asks nothing.</summary>
    public ConfirmationLink? Confirmation =>
        long.TryParse(
            Values.GetValueOrDefault("confirmation_id"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var id
        )
        && long.TryParse(
            Values.GetValueOrDefault("confirmation_expires"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var expires
        )
        && expires <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? new(id, DateTimeOffset.FromUnixTimeSeconds(expires))
            : null;
}
