using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscriptions.SignUp;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>What the newsletter is, and the one field that it takes to get it. Tests: HomePageTests.</summary>
internal sealed class IndexModel(
    SignUpService signUps,
    SignUpStamp stamps,
    LatestIssuePreview previews,
    HomeWords homeWords,
    PageWords say
) : PageModel
{
    /// <summary>As typed.</summary>
    public string? Email { get; private set; }

    /// <summary>What is wrong with the typed address, as text only: nothing of the list is looked at.</summary>
    public string? Problem { get; private set; }

    /// <summary>The request was taken; the page does not say what follows.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>The address looks mistyped, and the person has not been asked yet; null otherwise.</summary>
    public AddressQuestion? Question { get; private set; }

    public string Stamp { get; private set; } = "";

    public IssuePreview? Latest { get; private set; }

    /// <summary>What the publisher wrote for this page, as HTML; null for nothing.</summary>
    public string? OwnWords { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => ShowFormAsync(stamp: null, cancellationToken);

    public async Task<IActionResult> OnPostAsync(
        [FromForm(Name = "email")] string? email,
        [FromForm(Name = "time_zone")] string? timeZone,
        [FromForm(Name = "website")] string? website,
        [FromForm(Name = "shown")] string? stamp,
        [FromForm(Name = AddressQuestion.SureField)] string? sure,
        CancellationToken cancellationToken
    )
    {
        Email = email;
        if (!EmailAddress.TryParse(email, out var address, out _))
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            Problem = say.Of(AddressAdvice.For(email));
            await ShowFormAsync(stamp, cancellationToken);
            return Page();
        }

        Email = address.Value;
        Question = AddressQuestion.About(
            address,
            sure,
            "~/subscribe",
            ("shown", stamps.Keep(stamp)),
            ("time_zone", timeZone ?? ""),
            ("website", website ?? "")
        );
        if (Question is not null)
        {
            return Page();
        }

        var looksAutomated = !string.IsNullOrEmpty(website) || stamps.LooksAutomated(stamp);
        if (!looksAutomated && !stamps.TryUse(stamp!))
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            Problem = say["SignUp.UsedOften"];
            await ShowFormAsync(stamp: null, cancellationToken);
            return Page();
        }

        IsAsked = await signUps.RequestAsync(
            new SignUpRequest(
                address.Value,
                timeZone,
                ClientNetwork.Of(HttpContext.Connection.RemoteIpAddress),
                looksAutomated
            ),
            cancellationToken
        );
        if (!IsAsked)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Response.Headers.RetryAfter = "3600";
            Problem = say["SignUp.Busy"];
            await ShowFormAsync(stamp: null, cancellationToken);
        }

        return Page();
    }

    private async Task ShowFormAsync(string? stamp, CancellationToken cancellationToken)
    {
        Stamp = stamps.Keep(stamp);
        OwnWords = homeWords.Find();
        Latest = await previews.FindAsync(cancellationToken);
    }
}
