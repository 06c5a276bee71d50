namespace Newsletter.Dispatcher.Subscriptions.Links;

/// <summary>The words for what a link that works once is for; each is the last part of its address, too.</summary>
internal static class LinkMatter
{
    public const string Data = "data";
    public const string Address = "address";
    public const string Erase = "erase";
    public const string Billing = "billing";

    /// <summary>Takes a change of address back; mailed to the address before it.</summary>
    public const string Refuse = "refuse";

    /// <summary>Those that a reader asks for on the manage page.</summary>
    public static readonly IReadOnlyList<string> Asked = [Data, Address, Erase, Billing];

    /// <summary>Every word that the database takes.</summary>
    public static readonly IReadOnlyList<string> All = [.. Asked, Refuse];
}
