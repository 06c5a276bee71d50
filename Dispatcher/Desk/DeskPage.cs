using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Desk;

/// <summary>What all pages of the desk have. The gate lets only those in who have the page's right.</summary>
internal abstract class DeskPage : PageModel
{
    /// <summary>The person who is signed in.</summary>
    /// <exception cref="InvalidOperationException">The page is open to people who are not.</exception>
    public DeskPerson Me =>
        DeskPerson.Of(User) ?? throw new InvalidOperationException($"{Request.Path}: nobody is signed in.");

    public bool Can(Right right) => Me.Can(right);

    /// <summary>Says something on the next page, after a redirect.</summary>
    protected void Note(string text) =>
        HttpContext.RequestServices.GetRequiredService<DeskNote>().Keep(HttpContext, text);

    /// <inheritdoc cref="AuditEntry"/>
    protected AuditEntry Entry(string action, string subject, string? details = null, string? reason = null) =>
        new(Me.Actor, action, subject, details, reason, ClientNetwork.Of(HttpContext.Connection.RemoteIpAddress));
}
