using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.Passkeys;
using Newsletter.Dispatcher.Accounts.Sessions;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Text;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Desk.Passkeys;

/// <summary>What the script posts to add a passkey, and to sign in with one. Tests: PasskeyTests.</summary>
internal static partial class PasskeyEndpoints
{
    private const string ToAdd = "add";
    private const string ToSignIn = "sign-in";

    private const string TooLate = "That took too long, or was sent already. Load the page again and try once more.";

    public static void MapDeskPasskeys(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/desk/me/passkeys/begin", BeginToAddAsync);
        routes.MapPost("/desk/me/passkeys/add", AddAsync);
        routes.MapPost("/desk/sign-in/passkey/begin", BeginToSignInAsync);
        routes.MapPost("/desk/sign-in/passkey", SignInAsync);
    }

    private static async Task<IResult> BeginToAddAsync(
        HttpContext context,
        IPasskeyHandler<Account> passkeys,
        PasskeyState state
    )
    {
        var me = DeskPerson.Of(context.User)!;
        var asked = await passkeys.MakeCreationOptionsAsync(
            new()
            {
                Id = me.AccountId.ToString(CultureInfo.InvariantCulture),
                Name = me.Email,
                DisplayName = me.Name,
            },
            context
        );
        state.Keep(context, ToAdd, asked.AttestationState!);
        return TypedResults.Content(asked.CreationOptionsJson, "application/json");
    }

    private static async Task<IResult> AddAsync(
        HttpContext context,
        IPasskeyHandler<Account> passkeys,
        PasskeyState state,
        PasskeyBook book,
        DeskNote note,
        ILoggerFactory logs
    )
    {
        var me = DeskPerson.Of(context.User)!;
        if (await PasskeyAnswer.ReadAsync(context) is not { } answer)
        {
            return Problem("The browser sent no passkey. Load the page again and try once more.");
        }

        if (await state.TakeAsync(context, ToAdd) is not { } asked)
        {
            return Problem(TooLate);
        }

        var result = await passkeys.PerformAttestationAsync(
            new()
            {
                HttpContext = context,
                CredentialJson = answer.Credential,
                AttestationState = asked,
            }
        );

        // The person may have signed out and another in, between question and answer.
        if (!result.Succeeded || result.UserEntity.Id != me.AccountId.ToString(CultureInfo.InvariantCulture))
        {
            LogRefused(Log(logs), ToAdd, LogText.Clip(LogText.Clean(result.Failure?.Message ?? "another account")));
            return Problem("This passkey could not be checked, so it was not added. Try again, or use another device.");
        }

        result.Passkey.Name = PasskeyBook.NameOf(answer.Name);
        var problem = await book.AddAsync(
            me.AccountId,
            result.Passkey,
            Entry(me, context, "account.passkey-add"),
            context.RequestAborted
        );
        if (problem is not null)
        {
            return Problem(problem);
        }

        note.Keep(context, $"The passkey \"{result.Passkey.Name}\" is added. You can sign in with it from now on.");
        return TypedResults.Json(new { to = $"{context.Request.PathBase}/desk/me/passkeys" });
    }

    private static async Task<IResult> BeginToSignInAsync(
        HttpContext context,
        IPasskeyHandler<Account> passkeys,
        PasskeyState state
    )
    {
        // Nobody is named: the device offers the passkeys that it has for this address.
        var asked = await passkeys.MakeRequestOptionsAsync(user: null, context);
        state.Keep(context, ToSignIn, asked.AssertionState!);
        return TypedResults.Content(asked.RequestOptionsJson, "application/json");
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context,
        IPasskeyHandler<Account> passkeys,
        PasskeyState state,
        UserManager<Account> accounts,
        DeskSessions sessions,
        ILoggerFactory logs
    )
    {
        if (await PasskeyAnswer.ReadAsync(context) is not { } answer)
        {
            return Problem("The browser sent no passkey. Load the page again and try once more.");
        }

        if (await state.TakeAsync(context, ToSignIn) is not { } asked)
        {
            return Problem(TooLate);
        }

        var result = await passkeys.PerformAssertionAsync(
            new()
            {
                HttpContext = context,
                CredentialJson = answer.Credential,
                AssertionState = asked,
            }
        );
        if (!result.Succeeded)
        {
            LogRefused(Log(logs), ToSignIn, LogText.Clip(LogText.Clean(result.Failure.Message)));
            return Problem("This passkey opens no account here. Choose another one, or sign in another way.");
        }

        // Keeps the counter of the device, by which a copied passkey is noticed.
        await accounts.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        await sessions.OpenAsync(context, result.User, SessionWay.Passkey);
        return TypedResults.Json(new { to = context.Request.PathBase + DeskPlace.Safe(answer.To) });
    }

    private static BadRequest<PasskeyProblem> Problem(string problem) =>
        TypedResults.BadRequest(new PasskeyProblem(problem));

    private static AuditEntry Entry(DeskPerson me, HttpContext context, string action) =>
        new(
            me.Actor,
            action,
            me.Actor,
            Details: null,
            Reason: null,
            ClientNetwork.Of(context.Connection.RemoteIpAddress)
        );

    private static ILogger Log(ILoggerFactory logs) => logs.CreateLogger(typeof(PasskeyEndpoints));

    [LoggerMessage(9312, LogLevel.Warning, "A passkey was refused ({Purpose}): {Cause}")]
    private static partial void LogRefused(ILogger logger, string purpose, string cause);
}
