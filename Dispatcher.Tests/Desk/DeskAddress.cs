using Newsletter.Dispatcher.Desk;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>An address of the desk.</summary>
/// <param name="Route">With its parameters, as the table of rights names it.</param>
/// <param name="Path">With samples in their place, without a slash before it.</param>
/// <param name="Row">Its row in the table of rights; null where there is none.</param>
/// <param name="IsPage">For people; otherwise for programs.</param>
/// <param name="Handlers">Forms of a page that have a name.</param>
internal sealed record DeskAddress(
    string Route,
    string Path,
    DeskRight? Row,
    bool IsPage,
    bool MayGet,
    bool MayPost,
    IReadOnlyList<string> Handlers
);
