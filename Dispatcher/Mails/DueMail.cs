using System.Globalization;
using System.Text.Json;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Mails;

/// <summary>A row of <c>mails</c> that is due, with the present data of its subscriber.</summary>
internal sealed record DueMail
{
    public required long Id { get; init; }

    public required MailKind Kind { get; init; }

    /// <summary>The kind as it stands in the database; Dapper reads an enum by its names, which are no words.</summary>
    public string KindWord
    {
        get => Kind.Word();
        init => Kind = MailKinds.Words.Parse(value);
    }

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

    /// <summary>The subscriber's status now; null when there is none any more.</summary>
    public SubscriberStatus? Status { get; init; }

    /// <summary>Null where nobody pays, and for an operator's own readers.</summary>
    public SubscriberTerm? Term { get; init; }

    /// <summary>The key of the address that the subscriber has now; null when there is none any more.</summary>
    public string? SubscriberKey { get; init; }

    /// <summary>The epoch of the person's links now.</summary>
    public long LinkEpoch { get; init; }

    public Recipient Recipient =>
        new(SubscriberId, Email, FirstName, LastName, TimeZone, Status?.Word() ?? "", [])
        {
            LinkEpoch = LinkEpoch,
            Term = Term?.Word(),
        };

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

    /// <summary>The seed of the link that works once, which the mail brings; null for a mail without one.</summary>
    public string? LinkSeed => Values.GetValueOrDefault("link_seed");

    /// <summary>The dispatch whose issue it brings once more; null for other mails.</summary>
    public long? DispatchId =>
        long.TryParse(
            Values.GetValueOrDefault("dispatch_id"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var id
        )
            ? id
            : null;

    /// <summary>What that link is for.</summary>
    public string? LinkMatter => Values.GetValueOrDefault("link_matter");

    /// <summary>What the mail asks to confirm; null for a mail that asks nothing.</summary>
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
