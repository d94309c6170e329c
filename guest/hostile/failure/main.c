/* Exits with another code than 0. */
int main(void)
{
    return 3;
}
