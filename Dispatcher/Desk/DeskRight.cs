using Newsletter.Dispatcher.Accounts;

namespace Newsletter.Dispatcher.Desk;

/// <summary>What one address of the desk needs.</summary>
/// <param name="Route">The pattern of the endpoint, with a slash before it: <c>/desk/readers/{id:long}</c>.</param>
/// <param name="Look">To GET.</param>
/// <param name="Change">To POST; null where nothing is posted.</param>
internal sealed record DeskRight(string Route, Right Look, Right? Change = null);
