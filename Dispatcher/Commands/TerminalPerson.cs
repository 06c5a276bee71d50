using Newsletter.Dispatcher.Approvals;

namespace Newsletter.Dispatcher.Commands;

/// <summary>The person at the terminal, by the login of the machine. Tests: ApproveCommandTests.</summary>
internal static class TerminalPerson
{
    public const string Origin = "terminal";

    private const int MaxLength = 60;

    /// <param name="login">The login; what a terminal would obey is left out of it.</param>
    public static Decider Of(string login)
    {
        var name = string.Concat(login.Where(c => !char.IsControl(c)).Take(MaxLength));
        return new($"cli:{(name.Length > 0 ? name : "unknown")}", name.Length > 0 ? name : "unknown", Origin);
    }

    /// <summary>Who runs this program.</summary>
    public static Decider Here => Of(Environment.UserName);
}
