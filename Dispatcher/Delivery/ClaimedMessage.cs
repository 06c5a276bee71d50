using Newsletter.Dispatcher.Rendering.Mime;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>A message that is sent once the intent is committed, or the reason why there is none.</summary>
/// <param name="Message">Null when it could not be made.</param>
/// <param name="Problem">Why it could not be made; empty when it could.</param>
internal sealed record ClaimedMessage<TItem>(TItem Item, OutgoingMessage? Message, string Problem)
    where TItem : class;
