namespace Newsletter.Dispatcher.Health;

/// <summary>A look that is due, or was taken.</summary>
/// <param name="Kind">One of <see cref="LookKind"/>.</param>
internal sealed record SlotLook(DateOnly SlotDate, LookKind Kind);
