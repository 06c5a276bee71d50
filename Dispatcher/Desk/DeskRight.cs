using Newsletter.Dispatcher.Accounts;

namespace Newsletter.Dispatcher.Desk;

/// <summary>What one address of the desk needs. Tests: DeskMatrixTests.</summary>
/// <param name="Route">The pattern of the endpoint, with a slash before it: <c>/desk/readers/{id:long}</c>.</param>
/// <param name="Look">To GET.</param>
/// <param name="Change">To POST; null where nothing is posted.</param>
internal sealed record DeskRight(string Route, Right Look, Right? Change = null)
{
    private readonly Dictionary<string, Right> _handlers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Forms of the page that need another right than its other forms, by the name of their handler: a page on which
    /// one may write, and only some may release.
    /// </summary>
    public IReadOnlyDictionary<string, Right> Handlers
    {
        get => _handlers;
        init => _handlers = new(value, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All rights that a change needs.</summary>
    /// <param name="handlers">The handlers that the request names; more than one is somebody's trick.</param>
    /// <returns>Empty where nothing can be changed.</returns>
    public IReadOnlyList<Right> ToChange(IReadOnlyCollection<string> handlers)
    {
        var own = handlers.Where(_handlers.ContainsKey).Select(handler => _handlers[handler]).ToList();
        return own.Count == handlers.Count && own.Count > 0
            ? own
            : [.. Change is { } change ? own.Append(change) : own.Append(Look)];
    }
}
