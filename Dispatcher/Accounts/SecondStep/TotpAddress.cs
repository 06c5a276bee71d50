namespace Newsletter.Dispatcher.Accounts.SecondStep;

/// <summary>What an authenticator app reads from the picture: the key, and what to call it; pure.</summary>
internal static class TotpAddress
{
    /// <param name="issuer">The newsletter's name.</param>
    /// <param name="key">In Base32.</param>
    public static string Of(string issuer, string email, string key)
    {
        // A colon ends the issuer's name in the path, whatever it is written as.
        var name = Uri.EscapeDataString(issuer.Replace(":", "", StringComparison.Ordinal));
        return $"otpauth://totp/{name}:{Uri.EscapeDataString(email)}?secret={key}&issuer={name}";
    }
}
