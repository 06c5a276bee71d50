namespace Newsletter.Dispatcher.Relays;

/// <summary>How one relay is now, for people. Tests: RelayPoolTests.</summary>
/// <param name="Connections">How many sessions sit at it.</param>
/// <param name="IsOpen">Its last answers got through.</param>
/// <param name="Trouble">Why it takes nothing, one line; null when it is open or was not tried yet.</param>
/// <param name="NextTry">How long until it is tried again; null when it is open.</param>
internal sealed record RelayState(string Name, int Connections, bool IsOpen, string? Trouble, TimeSpan? NextTry)
{
    /// <summary>In a few words.</summary>
    public string InWords =>
        Trouble is not null ? "takes nothing now"
        : IsOpen ? "takes mail"
        : "no message tried yet";
}
