namespace Newsletter.Dispatcher.Subscribers.Import.Columns;

/// <summary>
/// Other names that people and spreadsheets give to our columns. Only of columns that cannot be meant otherwise. Pure.
/// </summary>
internal static class OwnNames
{
    private static readonly Dictionary<string, string[]> Names = new()
    {
        [CsvHeader.Email] =
        [
            "email", "e_mail", "mail", "email_address", "e_mail_address", "mail_address", "emailaddress",
            "email_addresses", "emails", "e_mails", "email_1", "email1", "primary_email", "subscriber_email",
            "user_email", "contact_email", "customer_email", "member_email", "email_id", "email_adresse",
            "e_mail_adresse", "mailadresse", "emailadresse", "adresse_e_mail", "adresse_email", "adresse_mail",
            "courriel", "correo", "correo_electronico", "email_addr", "direccion_de_correo",
            "direccion_de_correo_electronico", "indirizzo_email", "indirizzo_e_mail", "e_mailadres", "emailadres",
            "e_mail_adres", "endereco_de_email", "epost", "e_post", "sahkoposti", "email_cim", "электронная_почта",
        ],
        [CsvHeader.FirstName] =
        [
            "first_name", "fname", "firstname", "f_name", "first", "given_name", "givenname", "vorname", "prenom",
            "nombre", "nome", "voornaam", "fornamn", "fornavn", "imie", "subscriber_first_name", "имя",
        ],
        [CsvHeader.LastName] =
        [
            "last_name", "lname", "lastname", "l_name", "last", "surname", "family_name", "familyname", "nachname",
            "familienname", "nom", "nom_de_famille", "apellido", "apellidos", "cognome", "sobrenome", "achternaam",
            "efternamn", "etternavn", "efternavn", "nazwisko", "фамилия",
        ],
        [CsvHeader.FullName] =
        [
            "name", "full_name", "fullname", "display_name", "displayname", "real_name", "realname", "contact_name",
            "subscriber_name", "customer_name", "member_name", "your_name", "nombre_completo", "nom_complet",
            "vollstandiger_name", "nome_completo", "naam", "namn", "navn",
        ],
        [CsvHeader.Joined] =
        [
            "created", "created_on", "created_date", "create_date", "date_created", "creation_date", "creation_time",
            "created_time", "date_added", "added", "added_at", "added_on", "added_time", "signup_date", "sign_up_date",
            "signed_up", "signed_up_at", "signed_up_on", "date_joined", "join_date", "joined", "joined_at", "joined_on",
            "subscribed_at", "subscribed_on", "subscribed_date", "date_subscribed", "subscribe_date",
            "subscription_date", "subscriber_since", "subscribed_since", "registered_at", "registration_date",
            "date_registered", "user_registered", "beitritt", "angelegt_am", "date_d_inscription", "fecha_de_alta",
        ],
        [CsvHeader.TimeZone] = ["timezone", "tz"],
    };

    private static readonly Dictionary<string, string> Meanings =
        Names.SelectMany(names => names.Value.Select(name => (name, meaning: names.Key)))
            .ToDictionary(pair => pair.name, pair => pair.meaning);

    /// <summary>
    /// The column that a name stands for, in whatever spelling; null for a name that is none of ours. A name with a
    /// separator in
    /// it is a line that was split at another one.
    /// </summary>
    public static string? MeaningOf(string name) =>
        name.AsSpan().IndexOfAny(",;\t|") >= 0 ? null : Meanings.GetValueOrDefault(ColumnName.Key(name));
}
