using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>A slot that has a dispatch.</summary>
internal sealed record DispatchedSlot
{
    public required DateOnly SlotDate { get; init; }

    public required DispatchState State { get; init; }

    /// <summary>Null where no issue was found for the slot.</summary>
    public required string? IssueSlug { get; init; }

    /// <summary>The title of the issue; null where it was not asked for.</summary>
    public string? Title { get; init; }

    /// <summary>The service found no issue at the slot's time; an issue may still be added.</summary>
    public bool WasFoundEmpty => State is DispatchState.Scheduled;
}
