using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscriptions.Links;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>
/// "Mail me my link", for a reader who has no mail at hand. It answers alike whether the address is on the list or not.
/// Tests: LinkPageTests.
/// </summary>
internal sealed class LinkModel(LinkRequestService requests, PageWords say) : PageModel
{
    /// <summary>As typed.</summary>
    public string? Email { get; private set; }

    /// <summary>What is wrong with the typed address, as text only: nothing of the list is looked at.</summary>
    public string? Problem { get; private set; }

    /// <summary>The request was taken; the page does not say what follows.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>The address looks mistyped, and the person has not been asked yet; null otherwise.</summary>
    public AddressQuestion? Question { get; private set; }

    public void OnGet() => IsAsked = false;

    public async Task OnPostAsync(
        [FromForm(Name = "email")] string? email,
        [FromForm(Name = AddressQuestion.SureField)] string? sure,
        CancellationToken cancellationToken
    )
    {
        Email = email;
        if (!EmailAddress.TryParse(email, out var address, out _))
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            Problem = say.Of(AddressAdvice.For(email));
            return;
        }

        Email = address.Value;
        Question = AddressQuestion.About(address, sure, "~/link");
        if (Question is not null)
        {
            return;
        }

        IsAsked = await requests.RequestAsync(
            new LinkRequest(address.Value, ClientNetwork.Of(HttpContext.Connection.RemoteIpAddress)),
            cancellationToken
        );
        if (!IsAsked)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Response.Headers.RetryAfter = "3600";
            Problem = say["Link.Busy"];
        }
    }
}
