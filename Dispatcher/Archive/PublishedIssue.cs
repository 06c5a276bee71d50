namespace Newsletter.Dispatcher.Archive;

/// <summary>An issue that was sent, or is being sent, as the archive lists it.</summary>
internal sealed record PublishedIssue
{
    public required long DispatchId { get; init; }

    /// <summary>The file's name without <c>.md</c>: in the mails' links, and the issue's identity for feed
    /// readers.</summary>
    public required string Slug { get; init; }

    /// <summary>Its name in its address, see <see cref="WebNames"/>.</summary>
    public string WebName { get; init; } = "";

    /// <summary>The title at the freeze; a correction may have another one, which stands on its page.</summary>
    public required string Title { get; init; }

    /// <summary>The slot's local date.</summary>
    public required DateOnly SlotDate { get; init; }

    /// <summary>Which frozen files it is made of: the highest there are.</summary>
    public required long Revision { get; init; }

    /// <summary>When its dispatch began.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>When it was last corrected; null for an issue that stands as it was sent.</summary>
    public DateTimeOffset? CorrectedAt { get; init; }

    /// <summary>False while only readers further east have it, see <see cref="Publication"/>.</summary>
    public required bool IsListed { get; init; }

    public DateTimeOffset UpdatedAt => CorrectedAt ?? SentAt;
}
