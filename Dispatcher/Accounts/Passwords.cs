using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Newsletter.Dispatcher.Accounts;

/// <summary>The framework's hasher as we use it, for commands, too. Tests: UserCommandTests.</summary>
internal static class Passwords
{
    /// <summary>Rounds of PBKDF2 with SHA-512, as OWASP advises; the framework's default is half of it.</summary>
    public const int Iterations = 210_000;

    public static IPasswordHasher<Account> Hasher() =>
        new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
}
