namespace Newsletter.Dispatcher.Accounts.SignIn;

/// <summary>
/// Where somebody goes after the sign-in. The address has the page that was asked for, and anybody can write into an
/// address, so only places of the desk are taken; pure.
/// </summary>
internal static class DeskPlace
{
    public const string First = "/desk";

    private const int Longest = 500;

    /// <summary>The place itself, or the first page where it is no place of the desk.</summary>
    /// <param name="to">A path with its query, without the server.</param>
    /// <param name="pathBase">What stands before every path of this site; it is taken off.</param>
    public static string Safe(string? to, string pathBase = "")
    {
        var path =
            pathBase.Length > 0 && to?.StartsWith($"{pathBase}/", StringComparison.Ordinal) == true
                ? to[pathBase.Length..]
                : to;
        return path is not null && IsSafe(path) ? path : First;
    }

    private static bool IsSafe(string path) =>
        path.Length <= Longest
        && path.All(c => c is > ' ' and <= '~' and not '\\')
        && !path.Contains("..", StringComparison.Ordinal)
        && !path.Contains("//", StringComparison.Ordinal)
        && (
            path == First
            || path.StartsWith("/desk/", StringComparison.Ordinal)
            || path.StartsWith("/desk?", StringComparison.Ordinal)
        )
        && !path.StartsWith("/desk/sign-", StringComparison.Ordinal);
}
